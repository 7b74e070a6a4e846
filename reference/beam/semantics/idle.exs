# The timeout in the return of a callback.
import Check

defmodule Idler do
  @moduledoc "A server whose callbacks return a timeout, and that reports when one fires."

  # Init returns the timeout arm, if there is one.
  def new(test, arm \\ :infinity) do
    info = fn
      :timeout, state -> send(test, {:idle, Check.now()}) && {:noreply, state}
      _, state -> {:noreply, state}
    end

    Puppet.new(fn -> {:ok, %{info: info}, arm} end)
  end

  # Makes the server handle a call that returns the timeout, and returns when that was at the
  # earliest.
  def touch(server, timeout) do
    before = Check.now()
    :ok = GenServer.call(server, fn _, state -> {:reply, :ok, state, timeout} end)
    before
  end

  # Makes it handle a call that returns none.
  def disarm(server), do: GenServer.call(server, fn _, state -> {:reply, :ok, state} end)

  # Waits for the next idle callback, and returns when it began.
  def fired do
    receive do
      {:idle, at} -> at
    end
  end
end

holds "IdleTimer.NotEarly", "IDLE-1", "no timeout of 20 ms fires early, 30 times" do
  gaps =
    for _ <- 1..30 do
      before = Idler.touch(Idler.new(self()), 20)
      Idler.fired() - before
    end

  expect(Enum.min(gaps) >= 20, gaps)
end

holds "IdleTimer.NotEarly",
      "IDLE-2",
      "every message whose callback returns the timeout begins it anew" do
  pid = Idler.new(self())

  last =
    Enum.reduce(1..5, Idler.touch(pid, 150), fn _, last ->
      Process.sleep(50)
      now = Idler.touch(pid, 150)
      punctual(now() - last, 110)
      now
    end)

  expect(Idler.fired() - last >= 150)
end

holds "IdleTimer.NotEarly",
      "IDLE-7",
      "the timeout begins when the callback returns, not when it begins" do
  pid = Idler.new(self())
  before = now()
  GenServer.cast(pid, fn state -> Process.sleep(60) && {:noreply, state, 50} end)
  expect(Idler.fired() - before >= 110)
end

holds "IdleTimer.OnTime", "IDLE-1", "a timeout of 100 ms fires within the slack" do
  before = Idler.touch(Idler.new(self()), 100)
  gap = Idler.fired() - before
  expect(gap >= 100, gap)
  punctual(gap, 110)
end

holds "IdleTimer.OnTime", "IDLE-10", "init can begin a timeout, and so can handle_continue" do
  Idler.new(self(), 30)
  Idler.fired()
  pid = Idler.new(self())
  go_on = {:continue, fn state -> {:noreply, state, 30} end}
  GenServer.call(pid, fn _, state -> {:reply, :ok, state, go_on} end)
  Idler.fired()
end

holds "IdleTimer.OnTime", "IDLE-6", "a timeout of 0 fires at once if no message waits" do
  pid = Idler.new(self())
  for _ <- 1..50, do: Idler.touch(pid, 0) && Idler.fired()
end

weaker "IdleTimer.OnTime",
       "IDLE-3",
       "any message whose callback returns no timeout ends it for good: call, cast or other" do
  messages = [
    &Idler.disarm/1,
    fn pid -> GenServer.cast(pid, fn state -> {:noreply, state} end) end,
    fn pid -> send(pid, :unexpected) end
  ]

  for message <- messages do
    pid = Idler.new(self())
    before = Idler.touch(pid, 100)
    message.(pid)
    Puppet.get(pid)
    punctual(now() - before, 60)
    Process.sleep(200)
    expect(flush() == [])
  end
end

weaker "IdleTimer.OnTime",
       "IDLE-8",
       "a system message begins the timeout anew, though it is no message" do
  pid = Idler.new(self())
  first = Idler.touch(pid, 200)

  last =
    Enum.reduce(1..3, first, fn _, last ->
      Process.sleep(70)
      asked = now()
      :sys.get_state(pid)
      punctual(now() - last, 160)
      asked
    end)

  expect(Idler.fired() - last >= 200)
end

holds "IdleTimer.OnTime", "IDLE-12", "a late reply never arrives, so the timeout goes on" do
  slow = Puppet.new()
  pid = Idler.new(self())
  Puppet.block(slow)

  GenServer.cast(pid, fn state ->
    Check.outcome(fn -> Puppet.get(slow, 10) end)
    {:noreply, state, 150}
  end)

  Puppet.get(pid)
  before = Idler.touch(pid, 150)
  Puppet.release(slow)
  gap = Idler.fired() - before
  punctual(gap, 160)
end

holds "IdleTimer.Either",
      "IDLE-5",
      "a message that waits wins over a timeout, of 0 or long past" do
  test = self()
  note = fn timeout -> fn s -> send(test, :message) && {:noreply, s, timeout} end end

  for timeout <- [0, 1], _ <- 1..20 do
    pid = Idler.new(test)
    :sys.suspend(pid)
    GenServer.cast(pid, note.(timeout))
    GenServer.cast(pid, fn s -> Process.sleep(2 * timeout) && {:noreply, s, timeout} end)
    GenServer.cast(pid, note.(:infinity))
    :sys.resume(pid)
    Puppet.get(pid)
    expect(flush() == [:message, :message])
  end
end

weaker "IdleTimer.Either", "IDLE-9", "a message :timeout of anybody's is taken for the timeout" do
  pid = Idler.new(self())
  Idler.touch(pid, 60_000)
  send(pid, :timeout)
  Idler.fired()
end

holds "IdleTimer.Rearm",
      "IDLE-4",
      "a timeout fires once, and again after a message that returns it" do
  pid = Idler.new(self())

  for _ <- 1..2 do
    before = Idler.touch(pid, 40)
    expect(Idler.fired() - before >= 40)
    Process.sleep(100)
    expect(flush() == [])
  end
end

holds "IdleTimer.Serial", "K-1", "what comes during the idle callback waits for its end" do
  test = self()
  info = fn :timeout, state -> send(test, :idle) && Puppet.wait() && {:noreply, state} end
  pid = Puppet.new(fn -> {:ok, %{info: info}, 0} end)
  receive(do: (:idle -> :ok))
  send(pid, :timeout)
  expect(Puppet.queued(pid, 1) and flush() == [])
  Puppet.release(pid)
  receive(do: (:idle -> :ok))
  Puppet.release(pid)
  expect(is_map(Puppet.get(pid)) and flush() == [])
end

holds "IdleTimer.Stop",
      "IDLE-11",
      "no timeout fires after :infinity, and none of a server that has stopped" do
  pid = Idler.new(self())
  before = Idler.touch(pid, 100)
  Idler.touch(pid, :infinity)
  other = Idler.new(self())
  Idler.touch(other, 100)
  GenServer.stop(other)
  punctual(now() - before, 60)
  Process.sleep(200)
  expect(flush() == [])
end

weaker "IdleTimer.Stopped",
       "SHARD-8 STOP-12",
       "a cast to a server that has stopped returns :ok" do
  pid = Idler.new(self())
  GenServer.stop(pid)
  expect(GenServer.cast(pid, fn state -> {:noreply, state, 10} end) == :ok)
  expect(match?({:exit, {:noproc, _}}, outcome(fn -> GenServer.stop(pid) end)))
end

holds "IdleTimer.Gone", "K-6", "a server that has stopped is dead, and its timeout with it" do
  pid = Idler.new(self())
  Idler.touch(pid, 60_000)
  GenServer.stop(pid)
  expect(not Process.alive?(pid) and Process.info(pid) == nil)
end

finish()
