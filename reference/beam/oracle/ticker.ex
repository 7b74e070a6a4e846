defmodule Oracle.Ticker do
  @moduledoc """
  A GenServer whose callback for `:tick` sends it the next one, after a period that no program lives
  to see: the player makes what is due come early. To trigger a tick is to send one from outside.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @period 3_600_000

  @impl Oracle
  def new do
    {:ok, server} = GenServer.start_link(__MODULE__, self())
    server
  end

  @impl Oracle
  def play("new", [], _), do: {:ok, new()}
  def play("stop", [], server), do: {stop(server) && :ok, server}

  def play("period", [], server) do
    call(server, :hurry)
    {ticks(server), server}
  end

  def play("trigger", [], server) do
    send(server, :tick)
    {ticks(server), server}
  end

  # The number of ticks that have begun since it was asked for last. What the server answers comes
  # after all that it has been sent.
  defp ticks(server) do
    call(server, :sync)
    count(server)
  end

  defp count(server) do
    receive do
      {:ticked, ^server} -> 1 + count(server)
    after
      0 -> 0
    end
  end

  @impl GenServer
  def init(player), do: {:ok, %{player: player, due: [arm()]}}

  @impl GenServer
  def handle_call(:sync, _, s), do: {:reply, :ok, s}

  def handle_call(:hurry, _, s) do
    for timer <- s.due, Process.cancel_timer(timer), do: send(self(), :tick)
    {:reply, :ok, %{s | due: []}}
  end

  @impl GenServer
  def handle_info(:tick, s) do
    send(s.player, {:ticked, self()})
    {:noreply, %{s | due: [arm() | s.due]}}
  end

  defp arm, do: Process.send_after(self(), :tick, @period)
end
