defmodule Assay.IdleTimer do
  @moduledoc "Calls whose replies set the inactivity timeout of the server anew: an hour."

  @behaviour Assay.Workload

  import Assay.Workload, only: [verdict: 2]

  defmodule Session do
    @moduledoc "A server that notices silence."
    use GenServer

    @timeout :timer.hours(1)

    def start_link, do: GenServer.start_link(__MODULE__, nil)

    @impl true
    def init(_), do: {:ok, 0, @timeout}

    @impl true
    def handle_call(:touch, _from, silences), do: {:reply, silences == 0, silences, @timeout}
    def handle_call(:silences, _from, silences), do: {:reply, silences, silences, @timeout}

    @impl true
    def handle_info(:timeout, silences), do: {:noreply, silences + 1}
  end

  @impl true
  def open(_axes, _impl) do
    {:ok, pid} = Session.start_link()
    pid
  end

  @impl true
  def user(pid, _index), do: {pid, 0}

  @impl true
  def run(0, user), do: user

  def run(n, {pid, late}) do
    if GenServer.call(pid, :touch), do: run(n - 1, {pid, late}), else: run(n - 1, {pid, late + 1})
  end

  @impl true
  def close(pid, users) do
    silences = GenServer.call(pid, :silences)
    GenServer.stop(pid)
    late = users |> Enum.map(&elem(&1, 1)) |> Enum.sum()
    verdict(silences + late, "silences were noticed that were none")
  end
end
