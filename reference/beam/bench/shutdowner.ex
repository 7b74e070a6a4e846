defmodule Assay.Shutdowner do
  @moduledoc """
  To shut down while much work is pending.

  A server has as many calls in its mailbox as are pending, each of another process, and
  a stop behind them. The variant beam-flush, which takes the place of a gate, is a
  server whose writes are accepted and wait for its end: its supervisor shuts it down,
  and terminate flushes them to an ETS table.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [number: 2, verdict: 2]

  defmodule Slow do
    @moduledoc "A server whose first call waits until it is released."
    use GenServer

    def start_link, do: GenServer.start_link(__MODULE__, :closed)

    @impl true
    def init(state), do: {:ok, state}

    @impl true
    def handle_call(request, _from, :closed) do
      receive(do: (:release -> {:reply, request, :open}))
    end

    def handle_call(request, _from, :open), do: {:reply, request, :open}
  end

  defmodule Flusher do
    @moduledoc "A server that keeps writes for its end."
    use GenServer, restart: :temporary

    def start_link(sink), do: GenServer.start_link(__MODULE__, sink)

    @impl true
    def init(sink) do
      Process.flag(:trap_exit, true)
      {:ok, {sink, []}}
    end

    @impl true
    def handle_cast({:write, key, value}, {sink, pending}) do
      {:noreply, {sink, [{key, value} | pending]}}
    end

    @impl true
    def handle_call(:pending, _from, {_, pending} = state), do: {:reply, length(pending), state}

    @impl true
    def terminate(_reason, {sink, pending}), do: :ets.insert(sink, Enum.reverse(pending))
  end

  @impl true
  def open(axes, _impl) do
    object = %{pending: number(axes, "pending"), done: :counters.new(1, [])}

    if axes["of"] == "gate" do
      {:ok, supervisor} = DynamicSupervisor.start_link(strategy: :one_for_one)
      Map.merge(object, %{supervisor: supervisor, sink: :ets.new(:sink, [:set, :public])})
    else
      object
    end
  end

  # A user has the object, the server, and how much work it has offered.
  @impl true
  def user(object, _index), do: {object, nil, 0}

  @impl true
  def run(0, user), do: user

  def run(n, {object, pid, offered}) do
    shut_down(object, pid)
    run(n - 1, {object, nil, offered})
  end

  defp shut_down(%{supervisor: supervisor}, pid) do
    :ok = DynamicSupervisor.terminate_child(supervisor, pid)
  end

  defp shut_down(_, pid) do
    send(pid, :release)
    GenServer.stop(pid, :normal, :infinity)
  end

  @impl true
  def renews?(_axes), do: true

  @impl true
  def renew({object, nil, offered}) do
    collect(object, offered)
    {1, {object, offer(object), offered + object.pending}}
  end

  defp offer(%{pending: pending, supervisor: supervisor, sink: sink}) do
    {:ok, pid} = DynamicSupervisor.start_child(supervisor, {Flusher, sink})
    for i <- 1..pending, do: GenServer.cast(pid, {:write, i, i})
    ^pending = GenServer.call(pid, :pending, :infinity)
    pid
  end

  defp offer(%{pending: pending, done: done}) do
    {:ok, pid} = Slow.start_link()

    for i <- 1..pending do
      spawn_link(fn ->
        ^i = GenServer.call(pid, i, :infinity)
        :counters.add(done, 1, 1)
      end)
    end

    # The first call is being handled.
    wait(fn -> Process.info(pid, :message_queue_len) == {:message_queue_len, pending - 1} end)
    pid
  end

  # Counts the work that was done by the object before.
  defp collect(%{sink: sink, done: done}, _offered) do
    :counters.add(done, 1, :ets.info(sink, :size))
    :ets.delete_all_objects(sink)
  end

  defp collect(%{done: done}, offered), do: wait(fn -> :counters.get(done, 1) == offered end)

  defp wait(condition) do
    if not condition.() do
      Process.sleep(1)
      wait(condition)
    end
  end

  @impl true
  def close(object, [{_, pid, offered}]) do
    if pid, do: shut_down(object, pid)
    collect(object, offered)
    if object[:supervisor], do: Supervisor.stop(object.supervisor)
    verdict(offered - :counters.get(object.done, 1), "pieces of accepted work were lost")
  end
end
