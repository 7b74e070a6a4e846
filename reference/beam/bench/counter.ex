defmodule Assay.Counter do
  @moduledoc """
  A counter of shards, each of which is a server with a name. To add is a cast, and
  the operations end when the shards have handled all of them. The article counts
  a key by asking all shards; here, only the one that has it is asked. A total asks all.

  The variant beam-ets has no shards: clients add to a public ETS table, and
  a total goes through it.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [number: 2, session: 1, verdict: 2]

  defmodule Shard do
    @moduledoc "A shard, with its counts and their sum."
    use GenServer

    def start_link(name), do: GenServer.start_link(__MODULE__, nil, name: name)

    @impl true
    def init(_), do: {:ok, {%{}, 0}}

    @impl true
    def handle_cast({:increment, key}, {counts, total}) do
      {:noreply, {Map.update(counts, key, 1, &(&1 + 1)), total + 1}}
    end

    @impl true
    def handle_call({:get, key}, _from, {counts, _} = state) do
      {:reply, Map.get(counts, key, 0), state}
    end

    def handle_call(:total, _from, {_, total} = state), do: {:reply, total, state}
  end

  defmodule Shards do
    @moduledoc "The counter of the article."

    def open(shards) do
      for i <- 0..(shards - 1), do: {:ok, _} = Shard.start_link(:"counter_shard_#{i}")
      shards
    end

    def increment(key, shards) do
      GenServer.cast(:"counter_shard_#{:erlang.phash2(key, shards)}", {:increment, key})
    end

    def count(key, shards) do
      GenServer.call(:"counter_shard_#{:erlang.phash2(key, shards)}", {:get, key})
    end

    def total(shards) do
      0..(shards - 1)
      |> Enum.map(fn i -> GenServer.call(:"counter_shard_#{i}", :total, :infinity) end)
      |> Enum.sum()
    end

    # The answer of a shard comes after all that this client has sent it. All are
    # asked at once.
    def drain(shards) do
      requests =
        for i <- 0..(shards - 1), do: :gen_server.send_request(:"counter_shard_#{i}", :total)

      for request <- requests, do: {:reply, _} = :gen_server.receive_response(request, :infinity)
    end

    def close(shards), do: for(i <- 0..(shards - 1), do: GenServer.stop(:"counter_shard_#{i}"))
  end

  defmodule Counts do
    @moduledoc "The counter in an ETS table."

    def open(_shards), do: :ets.new(:counts, [:set, :public, write_concurrency: true])
    def increment(key, table), do: :ets.update_counter(table, key, 1, {key, 0})
    def count(key, table), do: :ets.lookup_element(table, key, 2)
    def total(table), do: :ets.foldl(fn {_, n}, sum -> sum + n end, 0, table)
    def drain(_table), do: :ok
    def close(table), do: :ets.delete(table)
  end

  @doc "Returns what makes an item of a tape."
  def access(_axes), do: fn index, _write -> session(index) end

  @impl true
  def open(axes, impl) do
    counter = %{"beam" => Shards, "beam-ets" => Counts}[impl]
    keys = number(axes, "keys")
    object = counter.open(number(axes, "shards"))
    for i <- 0..(keys - 1), do: counter.increment(session(i), object)
    ^keys = counter.total(object)
    {String.to_atom(axes["op"]), counter, object, keys}
  end

  # A user has its tape, the rest of it, how much it has added, and what was wrong.
  @impl true
  def user({op, counter, object, keys}, index) do
    tape = Assay.Tape.of(index)
    {op, counter, object, keys, tape, tape, 0, 0}
  end

  @impl true
  def run(n, {:add, counter, object, keys, tape, rest, added, wrong}) do
    {:add, counter, object, keys, tape, add(n, counter, object, tape, rest), added + n, wrong}
  end

  def run(n, {:count, counter, object, keys, tape, rest, added, wrong}) do
    {rest, wrong} = count(n, counter, object, tape, rest, wrong)
    {:count, counter, object, keys, tape, rest, added, wrong}
  end

  def run(n, {:total, counter, object, keys, tape, rest, added, wrong}) do
    {:total, counter, object, keys, tape, rest, added, total(n, counter, object, keys, wrong)}
  end

  defp add(0, _, _, _, rest), do: rest
  defp add(n, counter, object, tape, []), do: add(n, counter, object, tape, tape)

  defp add(n, counter, object, tape, [key | rest]) do
    counter.increment(key, object)
    add(n - 1, counter, object, tape, rest)
  end

  defp count(0, _, _, _, rest, wrong), do: {rest, wrong}

  defp count(n, counter, object, tape, [], wrong),
    do: count(n, counter, object, tape, tape, wrong)

  defp count(n, counter, object, tape, [key | rest], wrong) do
    wrong = if counter.count(key, object) == 1, do: wrong, else: wrong + 1
    count(n - 1, counter, object, tape, rest, wrong)
  end

  defp total(0, _, _, _, wrong), do: wrong

  defp total(n, counter, object, keys, wrong) do
    wrong = if counter.total(object) == keys, do: wrong, else: wrong + 1
    total(n - 1, counter, object, keys, wrong)
  end

  @impl true
  def drain({op, counter, object, _, _, _, _, _} = user) do
    if op == :add, do: counter.drain(object)
    user
  end

  @impl true
  def close({_, counter, object, keys}, users) do
    want = keys + (users |> Enum.map(&elem(&1, 6)) |> Enum.sum())
    got = counter.total(object)
    counter.close(object)
    wrong = users |> Enum.map(&elem(&1, 7)) |> Enum.sum()

    if got == want,
      do: verdict(wrong, "results were not what had been added"),
      else: {:error, "the total is #{got} after adds of #{want}"}
  end
end
