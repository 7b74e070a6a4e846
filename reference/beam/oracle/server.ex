defmodule Oracle.Server do
  @moduledoc """
  A GenServer that sums up what it is called with, and counts the requests of callers that did not
  wait for it: 0 for those with a timeout of 0, 1 for those that gave up while it was busy.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @impl Oracle
  def new, do: start(%{sum: 0, strays: %{0 => 0, 1 => 0}, player: self()})

  @impl Oracle
  def play("new", [], _), do: {:ok, new()}
  def play("call", [n], server), do: {call(server, {:add, n}), server}
  def play("cast", [n], server), do: {GenServer.cast(server, {:add, n}), server}
  def play("fail", [n], server), do: {call(server, {:fail, n}), server}
  def play("handled", [kind], server), do: {call(server, {:handled, kind}), server}
  def play("stop", [], server), do: {stop(server), server}

  # A server that is suspended cannot reply before the timeout of 0 is looked at.
  def play("expired", [], server) do
    if Process.alive?(server) do
      :sys.suspend(server)
      result = call(server, {:stray, 0}, 0)
      :sys.resume(server)
      {result, server}
    else
      {call(server, {:stray, 0}, 0), server}
    end
  end

  def play("withdrawn", [], server) do
    {blocked(server, fn -> call(server, {:stray, 1}, 0) end), server}
  end

  # The call waits already when the stop is asked for.
  def play("backlog", [n], server) do
    wait =
      blocked(server, fn ->
        called = async(fn -> call(server, {:add, n}) end)
        queued(server, 1)
        stopped = async(fn -> stop(server) end)
        queued(server, 2)
        fn -> [called.(), stopped.()] end
      end)

    {if(wait == :closed, do: :closed, else: wait.()), server}
  end

  def play("panic", [], server) do
    case call(server, :panic) do
      :exit -> {:exit, start(last(server))}
      result -> {result, server}
    end
  end

  defp start(state) do
    {:ok, server} = GenServer.start_link(__MODULE__, state)
    server
  end

  @impl GenServer
  def init(state), do: {:ok, state}

  @impl GenServer
  def handle_call({:add, n}, _, state), do: {:reply, state.sum + n, %{state | sum: state.sum + n}}
  def handle_call({:fail, n}, _, state), do: {:reply, :failed, %{state | sum: state.sum + n}}
  def handle_call({:handled, kind}, _, state), do: {:reply, state.strays[kind], state}
  def handle_call({:block, player}, _, state), do: {:reply, block(player), state}
  def handle_call(:panic, _, _), do: raise("planned")

  def handle_call({:stray, kind}, _, state) do
    {:reply, :ok, update_in(state.strays[kind], &(&1 + 1))}
  end

  @impl GenServer
  def handle_cast({:add, n}, state), do: {:noreply, %{state | sum: state.sum + n}}

  @impl GenServer
  def terminate(_, state), do: send(state.player, {:last, self(), state})
end
