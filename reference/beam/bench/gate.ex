defmodule Assay.Gate do
  @moduledoc """
  Work that a server does in a call, until it is told to stop: what is accepted is in its
  mailbox, and terminate is called when no more of it runs.
  """

  @behaviour Assay.Workload

  defmodule Worker do
    @moduledoc "The server. It traps exits, so that terminate is called for a shutdown, too."
    use GenServer

    def start_link(owner), do: GenServer.start_link(__MODULE__, owner)

    @impl true
    def init(owner) do
      Process.flag(:trap_exit, true)
      {:ok, {owner, 0}}
    end

    @impl true
    def handle_call({:do, work}, _from, {owner, done}), do: {:reply, work.(), {owner, done + 1}}

    @impl true
    def terminate(_reason, {owner, done}), do: send(owner, {:terminated, self(), done})
  end

  @doc "The work, which is empty."
  def work, do: :ok

  @impl true
  def open(_axes, _impl) do
    {:ok, pid} = Worker.start_link(self())
    pid
  end

  @impl true
  def user(pid, _index), do: {pid, 0}

  @impl true
  def run(n, {pid, asks}) do
    go(n, pid)
    {pid, asks + n}
  end

  defp go(0, _), do: :ok

  defp go(n, pid) do
    :ok = GenServer.call(pid, {:do, &__MODULE__.work/0})
    go(n - 1, pid)
  end

  @impl true
  def close(pid, users) do
    GenServer.stop(pid)
    asks = users |> Enum.map(&elem(&1, 1)) |> Enum.sum()

    receive do
      {:terminated, ^pid, ^asks} -> :ok
      {:terminated, ^pid, done} -> {:error, "the server did #{done} of #{asks} pieces of work"}
    after
      0 -> {:error, "terminate was not called"}
    end
  end
end
