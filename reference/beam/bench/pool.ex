defmodule Assay.Pool do
  @moduledoc """
  A server that hands the work of a call to a task, which replies.

  The article starts any number of tasks, and nobody notices one that crashes. Here, the
  server monitors them and has no more than there are workers; the rest waits in a
  queue. A task computes as long as it would undisturbed, by a number of steps that is
  found out on this machine.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [microseconds: 2, number: 2, verdict: 2]

  defmodule Office do
    @moduledoc "The server."
    use GenServer

    def start_link(workers), do: GenServer.start_link(__MODULE__, workers)

    @impl true
    def init(workers), do: {:ok, {workers, %{}, :queue.new()}}

    @impl true
    def handle_call(work, from, {0, jobs, queue}) do
      {:noreply, {0, jobs, :queue.in({work, from}, queue)}}
    end

    def handle_call(work, from, {free, jobs, queue}) do
      {:noreply, {free - 1, begin(work, from, jobs), queue}}
    end

    @impl true
    def handle_info({:DOWN, ref, :process, _, reason}, {free, jobs, queue}) do
      {from, jobs} = Map.pop!(jobs, ref)
      if reason not in [:normal, :noproc], do: GenServer.reply(from, {:error, reason})

      case :queue.out(queue) do
        {{:value, {work, from}}, queue} -> {:noreply, {free, begin(work, from, jobs), queue}}
        {:empty, queue} -> {:noreply, {free + 1, jobs, queue}}
      end
    end

    defp begin({:analyze, steps, request}, from, jobs) do
      {:ok, pid} =
        Task.start(fn ->
          Assay.Pool.spin(steps, request)
          GenServer.reply(from, {:ok, request})
        end)

      Map.put(jobs, Process.monitor(pid), from)
    end
  end

  @doc "Computes for a number of steps, each of which needs the one before."
  def spin(0, x), do: x
  def spin(n, x), do: spin(n - 1, rem(x * 1_103_515_245 + 12_345, 134_217_728))

  @impl true
  def open(axes, _impl) do
    {:ok, pid} = Office.start_link(number(axes, "workers"))
    {pid, steps(axes)}
  end

  defp steps(%{"task" => "empty"}), do: 0
  defp steps(axes), do: round(microseconds(axes, "task") * steps_per_microsecond())

  # By the fastest of several runs, once for all objects.
  defp steps_per_microsecond do
    with nil <- :persistent_term.get({__MODULE__, :steps}, nil) do
      steps = 10_000
      runs = for _ <- 1..50, do: duration(fn -> spin(steps, 1) end)
      per = steps * 1000 / Enum.min(runs)
      :persistent_term.put({__MODULE__, :steps}, per)
      per
    end
  end

  defp duration(fun) do
    from = :erlang.monotonic_time()
    fun.()
    System.convert_time_unit(:erlang.monotonic_time() - from, :native, :nanosecond)
  end

  @impl true
  def user({pid, steps}, _index), do: {pid, steps, 0, 0}

  @impl true
  def run(0, user), do: user

  def run(n, {pid, steps, request, wrong}) do
    case GenServer.call(pid, {:analyze, steps, request}, :infinity) do
      {:ok, ^request} -> run(n - 1, {pid, steps, request + 1, wrong})
      _ -> run(n - 1, {pid, steps, request + 1, wrong + 1})
    end
  end

  @impl true
  def close({pid, _}, users) do
    GenServer.stop(pid)
    users |> Enum.map(&elem(&1, 3)) |> Enum.sum() |> verdict("results were those of other tasks")
  end
end
