defmodule Assay.Server do
  @moduledoc """
  Calls of a GenServer that returns its argument.

  A deadline of its own is the timeout that a call has unless it says otherwise, 5 s. A
  call that is expired has a timeout of 0. Its message is sent all the same and
  the server answers it, which is drained.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [verdict: 2]

  defmodule Echo do
    @moduledoc "The server."
    use GenServer

    def start_link, do: GenServer.start_link(__MODULE__, nil)

    @impl true
    def init(state), do: {:ok, state}

    @impl true
    def handle_call(request, _from, state), do: {:reply, request, state}
  end

  @impl true
  def open(axes, _impl) do
    {:ok, pid} = Echo.start_link()
    {pid, kind(axes)}
  end

  defp kind(%{"call" => "expired"}), do: :expired
  defp kind(%{"deadline" => "own"}), do: 5000
  defp kind(%{"deadline" => "none"}), do: :infinity

  @impl true
  def user({pid, kind}, _index), do: {pid, kind, 0, 0}

  @impl true
  def run(n, {pid, :expired, request, wrong}), do: expire(n, pid, request, wrong)
  def run(n, {pid, timeout, request, wrong}), do: call(n, pid, timeout, request, wrong)

  defp call(0, pid, timeout, request, wrong), do: {pid, timeout, request, wrong}

  defp call(n, pid, timeout, request, wrong) do
    case GenServer.call(pid, request, timeout) do
      ^request -> call(n - 1, pid, timeout, request + 1, wrong)
      _ -> call(n - 1, pid, timeout, request + 1, wrong + 1)
    end
  end

  defp expire(0, pid, request, wrong), do: {pid, :expired, request, wrong}

  defp expire(n, pid, request, wrong) do
    case attempt(pid, request) do
      {:error, :timeout} -> expire(n - 1, pid, request + 1, wrong)
      # The client may lose its scheduler between the message and the look for a reply.
      ^request -> expire(n - 1, pid, request + 1, wrong)
      _ -> expire(n - 1, pid, request + 1, wrong + 1)
    end
  end

  defp attempt(pid, request) do
    GenServer.call(pid, request, 0)
  catch
    :exit, {:timeout, _} -> {:error, :timeout}
  end

  @impl true
  def drain({pid, :expired, _, _} = user) do
    GenServer.call(pid, :drain, :infinity)
    user
  end

  def drain(user), do: user

  @impl true
  def close({pid, _}, users) do
    GenServer.stop(pid)
    users |> Enum.map(&elem(&1, 3)) |> Enum.sum() |> verdict("calls returned something else")
  end
end
