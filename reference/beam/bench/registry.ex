defmodule Assay.Registry do
  @moduledoc """
  Lookups in a Registry, or registering and unregistering a key that is not there. A
  client registers itself. The keys that are there belong to one other process.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [number: 2, session: 1, verdict: 2]

  @registry Assay.Adapters

  @doc "Returns what makes an item of a tape."
  def access(_axes), do: fn index, _write -> session(index) end

  @impl true
  def open(axes, _impl) do
    {:ok, _} = Registry.start_link(keys: :unique, name: @registry)
    opener = self()
    keys = number(axes, "keys")

    # It is not linked to the opener, since it ends with the registry.
    owner =
      spawn(fn ->
        for i <- 0..(keys - 1), do: {:ok, _} = Registry.register(@registry, session(i), i)
        send(opener, {:registered, self()})
        Process.sleep(:infinity)
      end)

    receive(do: ({:registered, ^owner} -> axes["op"]))
  end

  @impl true
  def user(op, index) do
    tape = Assay.Tape.of(index)
    {op, tape, tape, 0}
  end

  @impl true
  def run(n, {"lookup", tape, rest, misses}), do: look(n, tape, rest, misses)
  def run(n, {"register", tape, rest, failures}), do: register(n, tape, rest, failures)

  defp look(0, tape, rest, misses), do: {"lookup", tape, rest, misses}
  defp look(n, tape, [], misses), do: look(n, tape, tape, misses)

  defp look(n, tape, [key | rest], misses) do
    case Registry.lookup(@registry, key) do
      [{_pid, _value}] -> look(n - 1, tape, rest, misses)
      [] -> look(n - 1, tape, rest, misses + 1)
    end
  end

  defp register(0, tape, rest, failures), do: {"register", tape, rest, failures}
  defp register(n, tape, [], failures), do: register(n, tape, tape, failures)

  defp register(n, tape, [key | rest], failures) do
    case Registry.register(@registry, key, n) do
      {:ok, _} ->
        :ok = Registry.unregister(@registry, key)
        register(n - 1, tape, rest, failures)

      {:error, _} ->
        register(n - 1, tape, rest, failures + 1)
    end
  end

  @impl true
  def close(_op, users) do
    left = Registry.count(@registry)
    Supervisor.stop(@registry)
    wrong = users |> Enum.map(&elem(&1, 3)) |> Enum.sum()

    if left > 0,
      do: verdict(wrong, "lookups or registrations failed"),
      else: {:error, "the keys that were there at the beginning are gone"}
  end
end
