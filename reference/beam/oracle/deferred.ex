defmodule Oracle.Deferred do
  @moduledoc """
  A GenServer that loads its value in handle_continue, and again when the player sends it
  `:retry_load`, as long as loads have failed. Gets that come meanwhile wait for that.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @impl Oracle
  def new, do: start(0)

  @impl Oracle
  def play("new", [failures], _), do: {:ok, start(failures)}
  def play("status", [], s), do: {call(s.server, :status), s}
  def play("shutdown", [], s), do: {stop(s.server), s}

  def play("retry", [], s) do
    send(s.server, :retry_load)
    {call(s.server, :loads), s}
  end

  def play("get", [], s) do
    if call(s.server, :status) == :degraded do
      waiter = async(fn -> call(s.server, :get, :infinity) end)
      waits(s.server)
      {:waiting, %{s | waiters: [waiter | s.waiters]}}
    else
      {call(s.server, :get), s}
    end
  end

  def play("giveup", [], s) do
    if call(s.server, :status) == :degraded do
      result = call(s.server, :get, 0)
      waits(s.server)
      {result, s}
    else
      {call(s.server, :get), s}
    end
  end

  def play("collect", [], s) do
    if call(s.server, :status) == :degraded do
      {[], s}
    else
      {Enum.map(s.waiters, & &1.()), %{s | waiters: []}}
    end
  end

  # Waits until the server keeps a get.
  defp waits(server), do: receive(do: ({:waits, ^server} -> :ok))

  defp start(failures) do
    state = %{status: :initializing, loads: 0, failures: failures, waiting: [], player: self()}
    {:ok, server} = GenServer.start_link(__MODULE__, state)
    %{server: server, waiters: []}
  end

  @impl GenServer
  def init(state), do: {:ok, state, {:continue, :load}}

  @impl GenServer
  def handle_continue(:load, state), do: {:noreply, load(state)}

  @impl GenServer
  def handle_info(:retry_load, %{status: :degraded} = state), do: {:noreply, load(state)}
  def handle_info(:retry_load, state), do: {:noreply, state}

  @impl GenServer
  def handle_call(:status, _, state), do: {:reply, state.status, state}
  def handle_call(:loads, _, state), do: {:reply, state.loads, state}
  def handle_call(:get, _, %{status: :ready} = state), do: {:reply, state.loads, state}

  def handle_call(:get, from, state) do
    send(state.player, {:waits, self()})
    {:noreply, %{state | waiting: [from | state.waiting]}}
  end

  # The value is the number of loads that it took.
  defp load(state) do
    loads = state.loads + 1

    if loads > state.failures do
      Enum.each(state.waiting, &GenServer.reply(&1, loads))
      %{state | status: :ready, loads: loads, waiting: []}
    else
      %{state | status: :degraded, loads: loads}
    end
  end
end
