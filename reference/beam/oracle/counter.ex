defmodule Oracle.Counter do
  @moduledoc """
  Shards that are GenServers. An add is a cast to the shard of its key, a count a call of that
  shard, and a total a call of each.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @impl Oracle
  def new, do: start(1)

  @impl Oracle
  def play("new", [shards], _), do: {:ok, start(shards)}
  def play("add", [k, n], shards), do: {GenServer.cast(shard(shards, k), {:add, k, n}), shards}
  def play("count", [k], shards), do: {call(shard(shards, k), {:count, k}), shards}
  def play("total", [], shards), do: {all(shards, &call(&1, :total), &Enum.sum/1), shards}
  def play("shutdown", [], shards), do: {all(shards, &stop/1, fn _ -> :ok end), shards}

  defp start(shards) do
    for _ <- 1..shards do
      {:ok, shard} = GenServer.start_link(__MODULE__, %{})
      shard
    end
    |> List.to_tuple()
  end

  defp shard(shards, k), do: elem(shards, :erlang.phash2(k, tuple_size(shards)))

  defp all(shards, fun, combine) do
    results = shards |> Tuple.to_list() |> Enum.map(fun)
    if :closed in results, do: :closed, else: combine.(results)
  end

  @impl GenServer
  def init(counts), do: {:ok, counts}

  @impl GenServer
  def handle_call({:count, k}, _, counts), do: {:reply, Map.get(counts, k, 0), counts}
  def handle_call(:total, _, counts), do: {:reply, Enum.sum(Map.values(counts)), counts}

  @impl GenServer
  def handle_cast({:add, k, n}, counts), do: {:noreply, Map.update(counts, k, n, &(&1 + n))}
end
