defmodule Oracle.Gate do
  @moduledoc """
  A GenServer that sums up what it is given and writes the sum down in terminate, which then
  returns `:ok`, returns an error or raises. A callback that raises ends the server; the next one
  begins with the state that terminate saw.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @impl Oracle
  def new, do: start(%{sum: 0, ending: 0, player: self()})

  @impl Oracle
  def play("new", [ending], _), do: {:ok, start(%{sum: 0, ending: ending, player: self()})}
  def play("do", [n], server), do: {call(server, {:do, n}), server}
  def play("fail", [], server), do: {call(server, :fail), server}
  def play("shutdown", [], server), do: {stop(server), server}
  def play("flushed", [], server), do: {flushed(server), server}

  # One call is in progress and another waits when the stop is asked for.
  def play("drain", [n], server) do
    wait =
      blocked(server, fn ->
        done = async(fn -> call(server, {:do, n}) end)
        queued(server, 1)
        stopped = async(fn -> stop(server) end)
        queued(server, 2)
        fn -> [done.(), stopped.()] end
      end)

    {if(wait == :closed, do: :closed, else: wait.()), server}
  end

  def play("panic", [], server) do
    case call(server, :panic) do
      :exit -> {:exit, start(last(server))}
      result -> {result, server}
    end
  end

  defp flushed(server) do
    receive do
      {:flushed, ^server, sum} -> [sum | flushed(server)]
    after
      0 -> []
    end
  end

  defp start(state) do
    {:ok, server} = GenServer.start_link(__MODULE__, state)
    server
  end

  @impl GenServer
  def init(state), do: {:ok, state}

  @impl GenServer
  def handle_call({:do, n}, _, state), do: {:reply, :ok, %{state | sum: state.sum + n}}
  def handle_call(:fail, _, state), do: {:reply, :failed, state}
  def handle_call({:block, player}, _, state), do: {:reply, block(player), state}
  def handle_call(:panic, _, _), do: raise("planned")

  @impl GenServer
  def terminate(:normal, state) do
    send(state.player, {:flushed, self(), state.sum})

    case state.ending do
      0 -> :ok
      1 -> {:error, :failed}
      2 -> raise "planned"
    end
  end

  def terminate(_, state), do: send(state.player, {:last, self(), state})
end
