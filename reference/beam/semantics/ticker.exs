# A server that sends itself the next tick when the last is done.
import Check

defmodule Ticking do
  @moduledoc "A server that ticks, and reports when each tick begins and ends."

  def new(test, period, work \\ fn -> :ok end) do
    Puppet.new(fn ->
      timer = Process.send_after(self(), :tick, period)
      {:ok, %{test: test, period: period, work: work, timer: timer, info: &info/2}}
    end)
  end

  # Waits for the next tick, and returns when it began and ended.
  def tick do
    receive do
      {:tick, begun, ended} -> {begun, ended}
    end
  end

  defp info(:tick, state) do
    begun = Check.now()
    state.work.()
    send(state.test, {:tick, begun, Check.now()})
    {:noreply, %{state | timer: Process.send_after(self(), :tick, state.period)}}
  end
end

gated = fn test -> fn -> send(test, :begun) && Puppet.wait() end end
begun = fn -> receive(do: (:begun -> :ok)) end

holds "Ticker.First", "TICK-1", "the first tick comes a period after the start, and not before" do
  before = now()
  Ticking.new(self(), 100)
  {first, _} = Ticking.tick()
  expect(first - before >= 100, first - before)
  punctual(first - before, 110)
end

holds "Ticker.FixedDelay",
      "TICK-2",
      "a tick begins a period after the last ended, however long that took" do
  Ticking.new(self(), 40, fn -> Process.sleep(30) end)
  ticks = for _ <- 1..6, do: Ticking.tick()
  gaps = for {{_, ended}, {next, _}} <- Enum.zip(ticks, tl(ticks)), do: next - ended
  expect(Enum.all?(gaps, &(&1 >= 40)), gaps)
  punctual(Enum.min(gaps), 50)
end

holds "Ticker.FixedDelay", "TICK-3", "send_after is never early, 100 times" do
  gaps =
    for _ <- 1..100 do
      before = now()
      Process.send_after(self(), :tick, 3)
      receive(do: (:tick -> now() - before))
    end

  expect(Enum.min(gaps) >= 3, gaps)
end

weaker "Ticker.FixedDelay",
       "TICK-4",
       "the ticks of :timer.send_interval pile up behind slow work" do
  pid = Puppet.new(fn -> {:ok, elem(:timer.send_interval(10, :tick), 1)} end)
  Puppet.block(pid)
  piled = fn -> Process.info(pid, :message_queue_len) >= {:message_queue_len, 5} end
  expect(eventually(piled))
  Puppet.release(pid)
end

holds "Ticker.FixedDelay",
      "TICK-10",
      "a tick whose work has failed with an error is followed by the next" do
  Ticking.new(self(), 20, fn -> {:error, :failed} end)
  for _ <- 1..3, do: Ticking.tick()
end

weaker "Ticker.FixedDelay", "TICK-6", "work that raises ends the ticks, and the server" do
  test = self()
  pid = Ticking.new(test, 20, fn -> send(test, :begun) && raise("work") end)
  begun.()
  down(pid)
  Process.sleep(60)
  expect(flush() == [])
end

holds "Ticker.NoOverlap",
      "K-1 TICK-9",
      "a tick that is asked for during another waits for its end" do
  pid = Ticking.new(self(), 10, gated.(self()))
  begun.()
  send(pid, :tick)
  expect(Puppet.queued(pid, 1) and flush() == [])
  Puppet.release(pid)
  {_, ended} = Ticking.tick()
  begun.()
  Puppet.release(pid)
  {next, _} = Ticking.tick()
  expect(next >= ended)
end

holds "Ticker.Trigger",
      "TICK-9",
      "a tick that is asked for begins at once, or after the one that runs" do
  pid = Ticking.new(self(), 60_000)
  before = now()
  send(pid, :tick)
  {at, _} = Ticking.tick()
  expect(at >= before)
  punctual(at - before, 0)
end

weaker "Ticker.Trigger",
       "TICK-9",
       "three that are asked for during a tick are three more ticks" do
  pid = Ticking.new(self(), 60_000, gated.(self()))
  for _ <- 1..4, do: send(pid, :tick)
  for _ <- 1..4, do: begun.() && Puppet.release(pid)
  for _ <- 1..4, do: Ticking.tick()
end

weaker "Ticker.OneChain",
       "TICK-12",
       "a tick that somebody sends begins a second chain beside the first" do
  pid = Ticking.new(self(), 60_000)
  first = Puppet.get(pid).timer
  send(pid, :tick)
  Ticking.tick()
  second = Puppet.get(pid).timer
  expect(first != second)
  expect(is_integer(Process.read_timer(first)) and is_integer(Process.read_timer(second)))
end

holds "Ticker.Stop", "TICK-11", "no tick begins once stop has returned" do
  pid = Ticking.new(self(), 30)
  Ticking.tick()
  GenServer.stop(pid)
  flush()
  Process.sleep(100)
  expect(flush() == [])
end

holds "Ticker.Stop",
      "TICK-7",
      "a timer is cancelled or delivered, never both and never neither" do
  for i <- 1..300 do
    timer = Process.send_after(self(), :tick, 1)
    if rem(i, 3) == 0, do: Process.sleep(1), else: Enum.each(1..(10 * i), & &1)
    cancelled = is_integer(Process.cancel_timer(timer))
    delivered = receive(do: (:tick -> true), after: (if(cancelled, do: 2, else: 2000) -> false))
    expect(cancelled != delivered, {cancelled, delivered})
  end
end

weaker "Ticker.Stop",
       "TICK-7b",
       "a tick that waits in the mailbox outlives the cancellation of its timer" do
  timer = Process.send_after(self(), :tick, 1)
  expect(eventually(fn -> Process.read_timer(timer) == false end))
  expect(Process.cancel_timer(timer) == false)
  expect(receive(do: (:tick -> true), after: (2000 -> false)))
end

holds "Ticker.Reentrant", "TICK-12", "a tick may ask for the next, and may end the server" do
  test = self()

  info = fn :tick, %{n: n} = state ->
    send(test, {:tick, n})
    if n < 3, do: send(self(), :tick)
    if n < 3, do: {:noreply, %{state | n: n + 1}}, else: {:stop, :normal, state}
  end

  pid = Puppet.new(fn -> {:ok, %{info: info, n: 1}} end)
  send(pid, :tick)
  expect(down(pid) in [:normal, :noproc])
  expect(flush() == [{:tick, 1}, {:tick, 2}, {:tick, 3}])
end

weaker "Ticker.Reentrant",
       "CALL-9",
       "a server cannot stop itself by GenServer.stop: it waits for itself" do
  pid = Puppet.new()

  stop = fn _, state ->
    {:reply, Check.outcome(fn -> GenServer.stop(self(), :normal, 50) end), state}
  end

  seen = GenServer.call(pid, stop)
  expect(match?({:exit, _}, seen), seen)
end

holds "Ticker.Gone", "TICK-6b", "the timer towards a dead process is cancelled" do
  pid = Ticking.new(self(), 60_000)
  timer = Puppet.get(pid).timer
  GenServer.stop(pid)
  expect(eventually(fn -> Process.read_timer(timer) == false end))
end

weaker "Ticker.Gone",
       "TICK-6c",
       "the timer towards a name outlives its process and reaches the next one" do
  pid = Puppet.new(fn -> {:ok, nil} end, name: :ticker)
  Process.send_after(:ticker, :ghost, 50)
  GenServer.stop(pid)
  Process.register(self(), :ticker)
  expect(receive(do: (:ghost -> true), after: (5000 -> false)))
end

finish()
