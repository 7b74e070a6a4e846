defmodule Oracle.Idle do
  @moduledoc """
  A GenServer whose callbacks return a timeout, in ms. It tells the player of every silence. A call
  begins the timeout anew; a cast returns none, and so ends it.
  """
  use GenServer
  import Oracle.Call

  @doc "Starts a server."
  def start(timeout) do
    {:ok, server} = GenServer.start_link(__MODULE__, {self(), timeout})
    server
  end

  @doc "Tells whether the silence had not lasted for the timeout yet. A dead server says no."
  def touch(server), do: yes?(call(server, :touch))

  @doc "Stops the server, with the same answer."
  def stop(server), do: yes?(call(server, :stop))

  @doc "Returns how many of the silences have been told to this process that were not before."
  def fired(server) do
    receive do
      {:idle, ^server} -> 1 + fired(server)
    after
      0 -> 0
    end
  end

  defp yes?(answer), do: answer == true

  @impl GenServer
  def init({player, timeout}) do
    {:ok, %{player: player, timeout: timeout, spent: false}, timeout}
  end

  @impl GenServer
  def handle_call(:touch, _, s), do: {:reply, not s.spent, %{s | spent: false}, s.timeout}
  def handle_call(:stop, _, s), do: {:stop, :normal, not s.spent, s}

  @impl GenServer
  def handle_cast(:other, s), do: {:noreply, s}

  # A second message for the same silence is not the server's timeout but somebody's.
  @impl GenServer
  def handle_info(:timeout, %{spent: true} = s), do: {:noreply, s}

  def handle_info(:timeout, s) do
    send(s.player, {:idle, self()})
    {:noreply, %{s | spent: true}}
  end
end

defmodule Oracle.IdleTimer do
  @moduledoc """
  The server of `Oracle.Idle` with a timeout that no program lives to see: the player sends the
  message `:timeout` itself.
  """
  alias Oracle.Idle
  @behaviour Oracle

  @impl Oracle
  def new, do: Idle.start(3_600_000)

  @impl Oracle
  def play("new", [], _), do: {:ok, new()}
  def play("touch", [], server), do: {Idle.touch(server), server}
  def play("stop", [], server), do: {Idle.stop(server), server}

  def play("silence", [], server) do
    send(server, :timeout)
    if Process.alive?(server), do: :sys.get_state(server)
    {Idle.fired(server), server}
  end
end

defmodule Oracle.IdleClock do
  @moduledoc """
  The server of `Oracle.Idle` in real time: its timeout is 3 units of 20 ms. A wait that takes more
  than a quarter of a unit too long is `:late`: the machine is busy, and the program says nothing.
  """
  alias Oracle.Idle
  @behaviour Oracle

  @unit 20

  @impl Oracle
  def new, do: Idle.start(3 * @unit)

  @impl Oracle
  def play("touch", [], server), do: {Idle.touch(server), server}
  def play("stop", [], server), do: {Idle.stop(server), server}
  def play("fired", [], server), do: {Idle.fired(server), server}
  def play("other", [], server), do: {GenServer.cast(server, :other), server}
  def play("inspect", [], server), do: {:sys.get_state(server) && :ok, server}

  def play("wait", [units], server) do
    start = now()
    Process.sleep(units * @unit)
    {if(now() - start > units * @unit + div(@unit, 4), do: :late, else: :ok), server}
  end

  defp now, do: System.monotonic_time(:millisecond)
end
