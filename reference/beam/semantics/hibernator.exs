# Processes that hibernate: they keep their state, and give up the rest of their heap.
import Check

defmodule Sleeper do
  @moduledoc "A server that hibernates when it is told to."

  def new(state \\ %{}, options \\ []), do: Puppet.new(fn -> {:ok, state} end, options)

  # Makes the server hibernate, and returns once it does.
  def hibernate(server) do
    :ok = GenServer.call(server, fn _, state -> {:reply, :ok, state, :hibernate} end)
    true = Check.eventually(fn -> asleep?(server) end)
  end

  def asleep?(pid) when is_pid(pid) do
    case Process.info(pid, :current_function) do
      {_, {:erlang, :hibernate, _}} -> true
      {_, {:gen_server, :loop_hibernate, _}} -> true
      _ -> false
    end
  end

  # The heap in words.
  def heap(pid), do: elem(Process.info(pid, :total_heap_size), 1)
end

holds "Hibernator.Transparent",
      "HIB-1",
      "the state after a sleep is the one before it, and so is the dictionary" do
  state = %{
    ref: make_ref(),
    list: Enum.to_list(1..1000),
    fun: &Kernel.+/2,
    binary: :binary.copy("a", 1000)
  }

  pid = Sleeper.new(state)
  GenServer.call(pid, fn _, state -> {:reply, Process.put(:key, :value), state} end)

  for _ <- 1..20 do
    Sleeper.hibernate(pid)
    expect(Puppet.get(pid) == state)
  end

  expect(GenServer.call(pid, fn _, state -> {:reply, Process.get(:key), state} end) == :value)
end

holds "Hibernator.Transparent",
      "HIB-2",
      "every message wakes it, and none is lost or overtaken" do
  pid = Sleeper.new([])
  Sleeper.hibernate(pid)
  for i <- 1..500, do: GenServer.cast(pid, fn log -> {:noreply, [i | log], :hibernate} end)
  expect(Puppet.get(pid) == Enum.to_list(500..1))
end

holds "Hibernator.Transparent", "HIB-3", "who hibernates with messages waiting goes on at once" do
  pid = Sleeper.new(0)
  :sys.suspend(pid)
  for _ <- 1..50, do: GenServer.cast(pid, fn n -> {:noreply, n + 1, :hibernate} end)
  :sys.resume(pid)
  expect(Puppet.get(pid) == 50)
end

holds "Hibernator.Transparent",
      "HIB-9 HIB-10",
      "name, monitors, timers and stop work while it sleeps" do
  test = self()
  last = fn reason, state -> send(test, {:last, reason, state.n}) end
  pid = Sleeper.new(%{n: 7, terminate: last}, name: :sleeper)
  ref = Process.monitor(pid)
  Process.send_after(pid, fn state -> send(test, :tick) && {:noreply, state, :hibernate} end, 100)
  Sleeper.hibernate(pid)
  receive(do: (:tick -> :ok))
  expect(eventually(fn -> Sleeper.asleep?(pid) end) and Process.whereis(:sleeper) == pid)
  expect(GenServer.stop(:sleeper) == :ok)
  expect(eventually(fn -> Process.info(test, :message_queue_len) == {:message_queue_len, 2} end))
  expect(match?([{:last, :normal, 7}, {:DOWN, ^ref, _, _, :normal}], flush()))
end

holds "Hibernator.Released", "HIB-4", "a sleeping process keeps its state and no garbage" do
  pid = Sleeper.new(Enum.to_list(1..10_000))
  waste = fn _, state -> {:reply, length(Enum.map(1..200_000, &(&1 + 1))), state} end
  GenServer.call(pid, waste)
  before = Sleeper.heap(pid)
  Sleeper.hibernate(pid)
  expect(eventually(fn -> Sleeper.heap(pid) < div(before, 4) end), {before, Sleeper.heap(pid)})
  expect(Sleeper.heap(pid) >= 20_000 and Puppet.get(pid) == Enum.to_list(1..10_000))
end

holds "Hibernator.Released",
      "HIB-6",
      "hibernate_after puts a server to sleep after each silence" do
  pid = Sleeper.new(%{}, hibernate_after: 30)

  for _ <- 1..3 do
    Puppet.get(pid)
    expect(eventually(fn -> Sleeper.asleep?(pid) end))
  end
end

weaker "Hibernator.Released", "HIB-6b", "hibernate_after waits while a timeout is pending" do
  pid = Sleeper.new(%{}, hibernate_after: 20)
  before = now()
  GenServer.call(pid, fn _, state -> {:reply, :ok, state, 400} end)
  Process.sleep(100)
  asleep = Sleeper.asleep?(pid)
  punctual(now() - before, 350)
  expect(not asleep)
end

weaker "Hibernator.Released",
       "HIB-8 HIB-5b",
       "a message wakes it for good, unless its callback says :hibernate again" do
  pid = Sleeper.new()
  Sleeper.hibernate(pid)
  Puppet.get(pid)
  Process.sleep(50)
  expect(not Sleeper.asleep?(pid))
end

inapplicable("Hibernator.Paired", "the VM packs the heap itself: there is no codec to call")

holds "Hibernator.Idle",
      "HIB-7",
      "a sleeping server that is asked to hibernate, or inspected, sleeps on" do
  pid = Sleeper.new(%{n: 7})
  Sleeper.hibernate(pid)
  heap = Sleeper.heap(pid)
  Sleeper.hibernate(pid)
  expect(eventually(fn -> Sleeper.asleep?(pid) and Sleeper.heap(pid) <= heap end))
  expect(:sys.get_state(pid) == %{n: 7} and eventually(fn -> Sleeper.asleep?(pid) end))
end

inapplicable("Hibernator.Awake", "there is no Pack that could panic")
inapplicable("Hibernator.Asleep", "there is no Unpack that could panic")

finish()
