defmodule Assay.Deferred do
  @moduledoc """
  Servers that load in handle_continue: to start many, to start them and wait until all
  are ready, and to get what one has loaded. Renewing stops them.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [microseconds: 2, number: 2, verdict: 2]

  @loaded 42

  defmodule Lazy do
    @moduledoc "A server that loads after its start."
    use GenServer

    def start_link(load), do: GenServer.start_link(__MODULE__, load)

    @impl true
    def init(load), do: {:ok, nil, {:continue, load}}

    @impl true
    def handle_continue(load, nil), do: {:noreply, load.()}

    @impl true
    def handle_call(:get, _from, value), do: {:reply, value, value}
  end

  @impl true
  def open(%{"op" => "get"}, _impl) do
    {:ok, pid} = Lazy.start_link(fn -> @loaded end)
    @loaded = GenServer.call(pid, :get, :infinity)
    {:get, pid}
  end

  def open(axes, _impl) do
    load = load(microseconds(axes, "load"))
    {axes["op"], load, number(axes, "values")}
  end

  defp load(0), do: fn -> @loaded end

  defp load(us) do
    fn ->
      Process.sleep(div(us, 1000))
      @loaded
    end
  end

  @impl true
  def user({:get, pid}, _index), do: {:get, pid, 0}
  def user({op, load, values}, _index), do: {op, load, values, [], 0}

  @impl true
  def run(0, user), do: user

  def run(n, {:get, pid, wrong}) do
    case GenServer.call(pid, :get) do
      @loaded -> run(n - 1, {:get, pid, wrong})
      _ -> run(n - 1, {:get, pid, wrong + 1})
    end
  end

  def run(n, {op, load, values, all, wrong}) do
    started = start(values, load, [])
    wrong = if op == "ready", do: wrong + Enum.count(started, &(get(&1) != @loaded)), else: wrong
    run(n - 1, {op, load, values, started ++ all, wrong})
  end

  defp start(0, _, pids), do: pids

  defp start(n, load, pids) do
    {:ok, pid} = Lazy.start_link(load)
    start(n - 1, load, [pid | pids])
  end

  defp get(pid), do: GenServer.call(pid, :get, :infinity)

  @impl true
  def renews?(axes), do: axes["op"] != "get"

  @impl true
  def renew({op, load, values, all, wrong}) do
    Enum.each(all, &GenServer.stop/1)
    {1, {op, load, values, [], wrong}}
  end

  @impl true
  def report({:get, _}, _users), do: []
  def report({_, load, values}, _users), do: [{"blocking-ns", in_turn(load, 1) * values}]

  # The time of a load, by as many in turn as take a millisecond.
  defp in_turn(load, loads) do
    {us, _} = :timer.tc(fn -> for(_ <- 1..loads, do: load.()) end)
    if us < 1000, do: in_turn(load, 2 * loads), else: 1000 * us / loads
  end

  @impl true
  def close({:get, pid}, users) do
    GenServer.stop(pid)
    users |> Enum.map(&elem(&1, 2)) |> Enum.sum() |> verdict("gets returned something else")
  end

  def close(_, [user]) do
    {_, {_, _, _, [], wrong}} = renew(user)
    verdict(wrong, "gets returned something else")
  end
end
