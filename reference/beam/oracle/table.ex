defmodule Oracle.Table do
  @moduledoc """
  A protected ETS table. Everybody reads it, and its owner, a GenServer, writes it. The player is
  not the owner.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @impl Oracle
  def new do
    {:ok, owner} = GenServer.start_link(__MODULE__, nil)
    {owner, call(owner, :table)}
  end

  @impl Oracle
  def play("load", [k], {_, table} = s), do: {lookup(table, k), s}
  def play("store", [k, v], s), do: write(s, fn table -> :ets.insert(table, {k, v}) && :ok end)
  def play("delete", [k], s), do: write(s, fn table -> :ets.delete(table, k) && :ok end)
  def play("size", [], {_, table} = s), do: {:ets.info(table, :size), s}
  def play("all", [], {_, table} = s), do: {entries(table), s}

  def play("loadorstore", [k, v], s) do
    write(s, fn table ->
      stored = :ets.insert_new(table, {k, v})
      [lookup(table, k), not stored]
    end)
  end

  def play("update", [k, n], s) do
    write(s, fn table -> :ets.update_counter(table, k, n, {k, 0}) end)
  end

  # There is no field 3 to add to.
  def play("panic", [k], s) do
    write(s, fn table ->
      try do
        :ets.update_counter(table, k, {3, 1}, {k, 0})
      rescue
        ArgumentError -> :panic
      end
    end)
  end

  def play("storeall", [k, v, n], s) do
    write(s, fn table -> :ets.insert(table, for(i <- 0..n, do: {k + i, v + i})) && :ok end)
  end

  # The owner deletes during the loop what the loop is at.
  def play("sweep", [v], s) do
    write(s, fn table ->
      delete = fn {k, value}, n -> if value <= v, do: :ets.delete(table, k) && n + 1, else: n end
      :ets.foldl(delete, 0, table)
    end)
  end

  def play("left", [], {_, table} = s) do
    {try do
       :ets.foldl(fn _, _ -> throw(1) end, 0, table)
     catch
       n -> n
     end, s}
  end

  defp write({owner, _} = s, fun), do: {call(owner, {:write, fun}), s}

  defp lookup(table, k) do
    case :ets.lookup(table, k) do
      [{^k, v}] -> v
      [] -> :none
    end
  end

  defp entries(table), do: for({k, v} <- Enum.sort(:ets.tab2list(table)), do: "#{k}=#{v}")

  @impl GenServer
  def init(_), do: {:ok, :ets.new(:table, [:set, :protected, read_concurrency: true])}

  @impl GenServer
  def handle_call(:table, _, table), do: {:reply, table, table}
  def handle_call({:write, fun}, _, table), do: {:reply, fun.(table), table}
end
