defmodule Assay.Emitter do
  @moduledoc """
  Events for handlers that count them, which run in the client.

  The package telemetry does not come with Elixir. Assay.Emitter.Events stands in for it: as
  in telemetry 1.x the handlers are rows of an ETS table that a GenServer owns, clients
  read it, and a handler that fails is detached.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [number: 2, verdict: 2]

  @event [:assay, :query, :stop]

  defmodule Events do
    @moduledoc "The stand-in."
    use GenServer

    def start_link, do: GenServer.start_link(__MODULE__, nil, name: __MODULE__)

    def attach(id, event, fun, config) do
      GenServer.call(__MODULE__, {:attach, {event, id, fun, config}})
    end

    def detach(id), do: GenServer.call(__MODULE__, {:detach, id})

    def execute(event, measurements, metadata) do
      each(:ets.lookup(__MODULE__, event), measurements, metadata)
    end

    defp each([], _, _), do: :ok

    defp each([{event, id, fun, config} | rest], measurements, metadata) do
      try do
        fun.(event, measurements, metadata, config)
      catch
        _, _ -> detach(id)
      end

      each(rest, measurements, metadata)
    end

    @impl true
    def init(_) do
      options = [:duplicate_bag, :protected, :named_table, keypos: 1, read_concurrency: true]
      {:ok, :ets.new(__MODULE__, options)}
    end

    @impl true
    def handle_call({:attach, row}, _from, table) do
      :ets.insert(table, row)
      {:reply, :ok, table}
    end

    def handle_call({:detach, id}, _from, table) do
      found = :ets.select_delete(table, [{{:_, id, :_, :_}, [], [true]}])
      {:reply, found, table}
    end
  end

  @doc "The handler: it adds to the counter of the client."
  def count(_event, %{duration: n}, %{client: client}, counters) do
    :counters.add(counters, client, n)
  end

  @impl true
  def open(axes, _impl) do
    {:ok, _} = Events.start_link()
    counters = :counters.new(number(axes, "goroutines"), [:write_concurrency])
    handlers = number(axes, "handlers")
    for id <- 1..handlers//1, do: :ok = Events.attach(id, @event, &__MODULE__.count/4, counters)
    {handlers, counters}
  end

  @impl true
  def user(_object, index), do: {index + 1, 0}

  @impl true
  def run(n, {client, emitted}) do
    emit(n, client)
    {client, emitted + n}
  end

  defp emit(0, _), do: :ok

  defp emit(n, client) do
    Events.execute(@event, %{duration: 1}, %{client: client})
    emit(n - 1, client)
  end

  @impl true
  def close({handlers, counters}, users) do
    left = for id <- 1..handlers//1, do: Events.detach(id)
    GenServer.stop(Events)

    wrong =
      Enum.count(users, fn {i, emitted} -> :counters.get(counters, i) != emitted * handlers end)

    failed = Enum.count(left, &(&1 != 1))
    verdict(wrong + failed, "clients or handlers missed events")
  end
end
