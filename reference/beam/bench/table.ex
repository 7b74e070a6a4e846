defmodule Assay.Table do
  @moduledoc """
  Reads and writes of an ETS table that a GenServer owns.

  Clients read the table themselves. It is protected, so a write is a call to the owner.
  The article forgets to name the table that it reads by name. The variants are
  beam-public, whose clients write themselves, and beam-serial, in which there is no
  table and the GenServer serves reads, too.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [number: 2, session: 1, verdict: 2]

  defmodule Owner do
    @moduledoc "The owner of a table."
    use GenServer

    def start_link(name, options, rows) do
      GenServer.start_link(__MODULE__, {name, options, rows}, name: name)
    end

    @impl true
    def init({name, options, rows}) do
      table = :ets.new(name, [:set, :named_table, read_concurrency: true] ++ options)
      {:ok, table, {:continue, {:populate, rows}}}
    end

    @impl true
    def handle_continue({:populate, rows}, table) do
      # A list is inserted at once. Row by row, readers would see a part of it.
      :ets.insert(table, rows)
      {:noreply, table}
    end

    @impl true
    def handle_call({:put, key, value}, _from, table) do
      :ets.insert(table, {key, value})
      {:reply, :ok, table}
    end

    def handle_call(:sync, _from, table), do: {:reply, :ok, table}
  end

  defmodule Serial do
    @moduledoc "A process that serves reads."
    use GenServer

    def start_link(name, rows), do: GenServer.start_link(__MODULE__, rows, name: name)

    @impl true
    def init(rows), do: {:ok, Map.new(rows)}

    @impl true
    def handle_call({:get, key}, _from, map), do: {:reply, Map.fetch(map, key), map}
    def handle_call({:put, key, value}, _from, map), do: {:reply, :ok, Map.put(map, key, value)}
  end

  @doc "Returns what makes an item of a tape."
  def access(axes) do
    key = key(axes)
    fn index, write -> {key.(index), write} end
  end

  defp key(%{"key" => "int"}), do: &Function.identity/1
  defp key(%{"key" => "string"}), do: &session/1

  @impl true
  def open(axes, impl) do
    key = key(axes)
    rows = for i <- 0..(number(axes, "keys") - 1), do: {key.(i), i}
    start(impl, rows)
  end

  defp start("beam", rows), do: owned(:adapter_cache, [:protected], rows)

  defp start("beam-public", rows) do
    owned(:adapter_cache_public, [:public, write_concurrency: true], rows)
  end

  defp start("beam-serial", rows) do
    {:ok, _} = Serial.start_link(:adapter_cache_serial, rows)
    {:adapter_cache_serial, &serial_get/2, &call_put/3}
  end

  defp owned(name, options, rows) do
    {:ok, _} = Owner.start_link(name, options, rows)
    :ok = GenServer.call(name, :sync, :infinity)
    put = if :public in options, do: &ets_put/3, else: &call_put/3
    {name, &ets_get/2, put}
  end

  defp ets_get(name, key) do
    case :ets.lookup(name, key) do
      [{^key, value}] -> {:ok, value}
      [] -> :error
    end
  end

  defp serial_get(name, key), do: GenServer.call(name, {:get, key})

  defp ets_put(name, key, value) do
    :ets.insert(name, {key, value})
    :ok
  end

  defp call_put(name, key, value), do: GenServer.call(name, {:put, key, value})

  @impl true
  def user(object, index) do
    tape = Assay.Tape.of(index)
    {object, tape, tape, 0}
  end

  @impl true
  def run(n, {{name, get, put} = object, tape, rest, misses}) do
    {rest, misses} = go(n, name, get, put, tape, rest, misses)
    {object, tape, rest, misses}
  end

  defp go(0, _, _, _, _, rest, misses), do: {rest, misses}
  defp go(n, name, get, put, tape, [], misses), do: go(n, name, get, put, tape, tape, misses)

  defp go(n, name, get, put, tape, [{key, false} | rest], misses) do
    case get.(name, key) do
      {:ok, _} -> go(n - 1, name, get, put, tape, rest, misses)
      :error -> go(n - 1, name, get, put, tape, rest, misses + 1)
    end
  end

  defp go(n, name, get, put, tape, [{key, true} | rest], misses) do
    :ok = put.(name, key, n)
    go(n - 1, name, get, put, tape, rest, misses)
  end

  @impl true
  def close({name, get, put}, users) do
    probe = List.first(hd(users) |> elem(1)) |> elem(0)
    :ok = put.(name, probe, :stored)
    stored = get.(name, probe)
    GenServer.stop(name)

    if stored == {:ok, :stored} do
      users |> Enum.map(&elem(&1, 3)) |> Enum.sum() |> verdict("reads found nothing")
    else
      {:error, "a read after a write returned #{inspect(stored)}"}
    end
  end
end
