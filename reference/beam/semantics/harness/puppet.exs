defmodule Puppet do
  @moduledoc """
  A GenServer whose messages are functions that say what its callbacks do, so that a check shows
  all of the server that it is about.

  The function of a call takes the sender and the state, that of a cast, a continue or a message
  the state. Each returns what the callback returns. A state that is a map may have functions
  under `:info`, for other messages, and `:terminate`.
  """
  use GenServer

  @doc "Starts a server that lives no longer than its claim."
  def new(init \\ fn -> {:ok, %{}} end, options \\ []) do
    {:ok, pid} = start(init, options)
    pid
  end

  @doc "Starts a server and returns what GenServer.start does."
  def start(init, options \\ []), do: GenServer.start(__MODULE__, init, options)

  @doc "Starts a server that is linked to the calling process, as a supervisor does."
  def start_link(init, options \\ []), do: GenServer.start_link(__MODULE__, init, options)

  @doc "Returns a child specification."
  def child(id, init, options \\ []) do
    {own, rest} = Keyword.split(options, [:name, :hibernate_after])
    Enum.into(rest, %{id: id, start: {__MODULE__, :start_link, [init, own]}})
  end

  @doc "Returns the state."
  def get(server, timeout \\ 5000) do
    GenServer.call(server, fn _, state -> {:reply, state, state} end, timeout)
  end

  @doc "Replaces the state by the function of it and returns the new one."
  def update(server, fun, timeout \\ 5000) do
    call = fn _, state -> fun.(state) |> then(&{:reply, &1, &1}) end
    GenServer.call(server, call, timeout)
  end

  @doc "Makes the server handle a message until release, and returns once it does."
  def block(server) do
    test = self()

    GenServer.cast(server, fn state ->
      send(test, {:blocked, self()})
      wait()
      {:noreply, state}
    end)

    receive do
      {:blocked, pid} -> pid
    end
  end

  @doc "Waits in a callback until somebody calls release."
  def wait do
    receive do
      :release -> :ok
    end
  end

  @doc "Ends a wait."
  def release(server), do: send(server, :release)

  @doc "Waits until that many messages are in the mailbox of the server."
  def queued(pid, n) do
    Check.eventually(fn -> Process.info(pid, :message_queue_len) == {:message_queue_len, n} end)
  end

  @impl true
  def init(fun) do
    Check.track()
    fun.()
  end

  @impl true
  def handle_call(fun, from, state), do: fun.(from, state)

  @impl true
  def handle_cast(fun, state), do: fun.(state)

  @impl true
  def handle_continue(fun, state), do: fun.(state)

  @impl true
  def handle_info(fun, state) when is_function(fun, 1), do: fun.(state)
  def handle_info(message, %{info: fun} = state), do: fun.(message, state)
  def handle_info(_, state), do: {:noreply, state}

  @impl true
  def terminate(reason, %{terminate: fun} = state), do: fun.(reason, state)
  def terminate(_, _), do: :ok
end
