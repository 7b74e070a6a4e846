defmodule Assay.Ticker do
  @moduledoc """
  A server that sends itself its next tick: to start and stop one, or to trigger a
  tick and wait for it.

  In the article, a tick from somebody else begins a second chain. Here a tick
  cancels the one that is due.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [verdict: 2]

  defmodule Clock do
    @moduledoc "The server."
    use GenServer

    @period :timer.hours(1)

    def start_link(work), do: GenServer.start_link(__MODULE__, work)

    @impl true
    def init(work), do: {:ok, {work, schedule()}}

    @impl true
    def handle_info(:tick, {work, timer}) do
      Process.cancel_timer(timer)
      work.()
      {:noreply, {work, schedule()}}
    end

    defp schedule, do: Process.send_after(self(), :tick, @period)
  end

  @impl true
  def open(axes, _impl), do: {axes["op"], :counters.new(1, [])}

  @impl true
  def user({"start", ticks}, _index), do: {:start, fn -> :counters.add(ticks, 1, 1) end, 0}

  def user({"trigger", ticks}, _index) do
    client = self()

    work = fn ->
      :counters.add(ticks, 1, 1)
      send(client, :ticked)
    end

    {:ok, pid} = Clock.start_link(work)
    {:trigger, pid, 0}
  end

  @impl true
  def run(0, user), do: user

  def run(n, {:start, work, triggers}) do
    {:ok, pid} = Clock.start_link(work)
    GenServer.stop(pid)
    run(n - 1, {:start, work, triggers})
  end

  def run(n, {:trigger, pid, triggers}) do
    send(pid, :tick)
    receive(do: (:ticked -> :ok))
    run(n - 1, {:trigger, pid, triggers + 1})
  end

  @impl true
  def close({_, ticks}, [{kind, clock, triggers}]) do
    if kind == :trigger, do: GenServer.stop(clock)
    verdict(:counters.get(ticks, 1) - triggers, "ticks more than triggers")
  end
end
