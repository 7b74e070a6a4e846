defmodule Oracle.Emitter do
  @moduledoc """
  The telemetry package as its documentation describes it, cut down to one kind of event: Debian
  does not have the package. Handlers are in an ETS table, by number; one that raises is removed.

  What a handler does depends on its kind, and on the event: 3 is for those that attach, detach or
  raise, lower ones for those that emit. Otherwise the order of the handlers would matter, and
  there is none.
  """
  @behaviour Oracle

  @impl Oracle
  def new, do: :ets.new(:handlers, [:set, :public, read_concurrency: true])

  @impl Oracle
  def play("attach", [kind], table), do: {attach(table, kind), table}

  def play("detach", [n], table) do
    :ets.delete(table, n)
    {:ok, table}
  end

  def play("emit", [event], table) do
    Process.put(:log, [])
    emit(table, event)
    {Enum.sort(Process.get(:log)), table}
  end

  defp attach(table, kind) do
    n = Process.get(:handlers, 0)
    Process.put(:handlers, n + 1)
    :ets.insert(table, {n, kind})
    n
  end

  # The list is that of the moment at which the event begins.
  defp emit(table, event) do
    for {n, kind} <- :ets.tab2list(table) do
      try do
        log("#{n}=#{event}")
        act(kind, n, event, table)
      rescue
        RuntimeError ->
          :ets.delete(table, n)
          log("#{n}!")
      end
    end
  end

  defp act(1, _, 3, _), do: raise("planned")
  defp act(2, _, 3, table), do: attach(table, 0)
  defp act(3, n, 3, table), do: :ets.delete(table, n)
  defp act(4, _, event, table) when event in 1..2, do: emit(table, event - 1)
  defp act(_, _, _, _), do: :ok

  defp log(text), do: Process.put(:log, [text | Process.get(:log)])
end
