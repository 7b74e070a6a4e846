# A load in handle_continue. The loader of a check waits until it is released, so that no clock
# decides what is true during the load.
import Check

defmodule Loader do
  @moduledoc "A server that loads in handle_continue, and again a period after a failed load."

  def new(test, load, period \\ 60, options \\ []) do
    Puppet.new(init(test, load, period), options)
  end

  def init(test, load, period \\ 60) do
    state = %{status: :initializing, data: nil, tries: 0, waiting: []}
    state = Map.merge(state, %{test: test, load: load, period: period, terminate: &terminate/2})
    fn -> {:ok, state, {:continue, &load/1}} end
  end

  # Returns the status and the data.
  def status(server, timeout \\ 5000) do
    GenServer.call(server, fn _, s -> {:reply, {s.status, s.data}, s} end, timeout)
  end

  # Waits for the data, also while the server is degraded.
  def get(server, timeout \\ 5000) do
    call = fn
      _, %{status: :ready} = s -> {:reply, s.data, s}
      from, s -> {:noreply, %{s | waiting: [from | s.waiting]}}
    end

    GenServer.call(server, call, timeout)
  end

  defp load(state) do
    begun = Check.now()
    state = %{state | tries: state.tries + 1}
    send(state.test, {:loading, self(), begun})
    result = state.load.(state.tries)
    send(state.test, {:loaded, Check.now()})

    case result do
      {:ok, data} ->
        for from <- state.waiting, do: GenServer.reply(from, data)
        {:noreply, %{state | status: :ready, data: data, waiting: []}}

      {:error, _} ->
        Process.send_after(self(), &load/1, state.period)
        {:noreply, %{state | status: :degraded}}
    end
  end

  defp terminate(reason, state), do: send(state.test, {:terminated, reason})
end

defmodule Await do
  @moduledoc "What a check waits for."

  def loading do
    receive do
      {:loading, pid, at} -> {pid, at}
    end
  end
end

gated = fn _ ->
  Puppet.wait()
  {:ok, :data}
end

holds "Deferred.Prompt", "INIT-1", "start returns while handle_continue has not" do
  pid = Loader.new(self(), gated)
  expect(Process.alive?(pid))
  Await.loading()
  expect(flush() == [])
end

holds "Deferred.Prompt", "INIT-13", "the timeout of start bounds init, not handle_continue" do
  {:ok, pid} = Puppet.start(Loader.init(self(), gated), timeout: 2000)
  slow = Puppet.start(fn -> Puppet.wait() end, timeout: 50)
  expect(slow == {:error, :timeout}, slow)
  expect(Process.alive?(pid))
end

holds "Deferred.Prompt", "INIT-14", "a supervisor starts 16 servers before any has loaded" do
  children = for i <- 1..16, do: Puppet.child(i, Loader.init(self(), gated))
  {:ok, _} = Supervisor.start_link(children, strategy: :one_for_one)
  for _ <- 1..16, do: Await.loading()
  expect(flush() == [])
end

holds "Deferred.Eager", "INIT-2", "the load begins before any message, sent in init or earlier" do
  test = self()
  note = fn what -> fn state -> send(test, what) && {:noreply, state} end end

  Puppet.new(fn ->
    send(self(), note.(:message))
    {:ok, %{}, {:continue, note.(:load)}}
  end)

  expect(eventually(fn -> Process.info(test, :message_queue_len) == {:message_queue_len, 2} end))
  seen = flush()
  expect(seen == [:load, :message], seen)
end

holds "Deferred.Eager",
      "INIT-11",
      "steps that continue each other run before the first message" do
  test = self()

  step = fn step, n ->
    fn state ->
      send(test, {:step, n})
      if n < 3, do: {:noreply, state, {:continue, step.(step, n + 1)}}, else: {:noreply, state}
    end
  end

  pid =
    Puppet.new(fn ->
      send(self(), fn state -> send(test, :message) && {:noreply, state} end)
      {:ok, %{}, {:continue, step.(step, 1)}}
    end)

  Puppet.get(pid)
  seen = flush()
  expect(seen == [{:step, 1}, {:step, 2}, {:step, 3}, :message], seen)
end

weaker "Deferred.Initial",
       "INIT-4 INIT-G1",
       "a call for the status waits for the load, so none ever returns :initializing" do
  pid = Loader.new(self(), gated)
  Await.loading()
  early = outcome(fn -> Loader.status(pid, 30) end)
  expect(match?({:exit, {:timeout, _}}, early), early)
  Puppet.release(pid)
  expect(Loader.status(pid) == {:ready, :data})
end

holds "Deferred.Ready", "INIT-G4", "nobody sees the status :ready without the data" do
  pid = Loader.new(self(), fn _ -> {:ok, :data} end)
  seen = together(8, fn _ -> for _ <- 1..200, do: Loader.status(pid) end)
  expect(Enum.uniq(List.flatten(seen)) == [{:ready, :data}])
end

weaker "Deferred.Ready", "CALL-8", "a get with a timeout of 0 exits although the data is there" do
  pid = Loader.new(self(), fn _ -> {:ok, :data} end)
  expect(Loader.get(pid) == :data)
  Puppet.block(pid)
  late = outcome(fn -> Loader.get(pid, 0) end)
  expect(match?({:exit, {:timeout, _}}, late), late)
end

holds "Deferred.Agreement", "INIT-3", "all gets return the value of the one load" do
  pid = Loader.new(self(), fn n -> {:ok, {n, make_ref()}} end)
  seen = together(16, fn _ -> Loader.get(pid) end)
  expect(match?([{1, _}], Enum.uniq(seen)), seen)
end

holds "Deferred.Degraded",
      "INIT-6",
      "after a failed load the server answers, and gets that it keeps are served by a later load" do
  test = self()

  load = fn
    1 -> {:error, :unreachable}
    _ -> send(test, {:again, self()}) && Puppet.wait() && {:ok, :data}
  end

  pid = Loader.new(self(), load)
  expect(Loader.status(pid) == {:degraded, nil})
  get = Task.async(fn -> Loader.get(pid) end)
  receive(do: ({:again, ^pid} -> :ok))
  expect(Task.yield(get, 0) == nil)
  Puppet.release(pid)
  expect(Task.await(get) == :data)
end

holds "Deferred.Retry",
      "INIT-7",
      "a failed load begins again no sooner than a period after its end, a successful one never" do
  load = fn n -> if n < 4, do: {:error, Process.sleep(20)}, else: {:ok, n} end
  pid = Loader.new(self(), load, 50)
  expect(Loader.get(pid) == 4)

  seen = flush()
  ends = for {:loaded, at} <- seen, do: at
  begins = for {:loading, _, at} <- seen, do: at
  gaps = for {last, next} <- Enum.zip(ends, tl(begins)), do: next - last
  expect(length(gaps) == 3 and Enum.all?(gaps, &(&1 >= 50)), gaps)
  Process.sleep(120)
  expect(flush() == [] and Loader.status(pid) == {:ready, 4})
end

holds "Deferred.Serial", "K-1", "a second load that is asked for during one waits for its end" do
  pid = Loader.new(self(), gated)
  Await.loading()
  send(pid, fn s -> send(s.test, :second) && {:noreply, s} end)
  expect(Puppet.queued(pid, 1) and flush() == [])
  Puppet.release(pid)
  Loader.status(pid)
  expect(match?([{:loaded, _}, :second], flush()))
end

holds "Deferred.GiveUp",
      "INIT-5",
      "a caller gives up at its timeout, and neither load nor others notice" do
  pid = Loader.new(self(), gated)
  Await.loading()
  other = Task.async(fn -> Loader.get(pid) end)
  {took, gone} = timed(fn -> outcome(fn -> Loader.get(pid, 50) end) end)
  expect(match?({:exit, {:timeout, _}}, gone) and took >= 50, {gone, took})
  punctual(took, 50)
  Puppet.release(pid)
  expect(Task.await(other) == :data)
  expect(Puppet.get(pid).tries == 1)
end

weaker "Deferred.Cause",
       "INIT-6",
       "the exit of a get names the call that timed out, and not the error of the load" do
  pid = Loader.new(self(), fn _ -> {:error, :unreachable} end, 60_000)
  {:exit, reason} = outcome(fn -> Loader.get(pid, 20) end)
  expect(match?({:timeout, {GenServer, :call, [^pid, _, 20]}}, reason), reason)
end

weaker "Deferred.Panic", "INIT-9", "a load that raises ends the server that start has returned" do
  pid = Loader.new(self(), fn _ -> Puppet.wait() && raise("load") end)
  ref = Process.monitor(pid)
  Puppet.release(pid)
  reason = receive(do: ({:DOWN, ^ref, _, _, reason} -> reason))
  expect(match?({%RuntimeError{}, _}, reason), reason)
  expect(Enum.any?(flush(), &match?({:terminated, {%RuntimeError{}, _}}, &1)))
end

weaker "Deferred.Panic",
       "INIT-15",
       "a load that raises again and again takes down the supervisor with it" do
  Process.flag(:trap_exit, true)
  child = Puppet.child(:loader, Loader.init(self(), fn _ -> raise("load") end))

  {:ok, top} =
    Supervisor.start_link([child], strategy: :one_for_one, max_restarts: 3, max_seconds: 60)

  expect(down(top) in [:shutdown, :noproc])
  expect(Enum.count(flush(), &match?({:loading, _, _}, &1)) == 4)
end

weaker "Deferred.Cancel", "INIT-12", "a stop waits for the load, which nothing tells to end" do
  pid = Loader.new(self(), gated)
  Await.loading()
  stop = Task.async(fn -> GenServer.stop(pid) end)
  expect(Puppet.queued(pid, 1) and Task.yield(stop, 50) == nil)
  Puppet.release(pid)
  expect(Task.await(stop) == :ok)
  expect(match?([{:loaded, _}, {:terminated, :normal}], flush()))
end

holds "Deferred.Cancel", "STOP-17", "no retry begins once stop has returned" do
  pid = Loader.new(self(), fn _ -> {:error, :unreachable} end, 40)
  expect(match?({:degraded, _}, Loader.status(pid)))
  GenServer.stop(pid)
  flush()
  Process.sleep(100)
  expect(flush() == [])
end

weaker "Deferred.Dismissed",
       "INIT-12 STOP-2b",
       "a get behind a stop exits only when the load has ended, with the reason of the stop" do
  pid = Loader.new(self(), gated)
  Await.loading()
  stop = Task.async(fn -> GenServer.stop(pid) end)
  expect(Puppet.queued(pid, 1))
  get = Task.async(fn -> outcome(fn -> Loader.get(pid) end) end)
  expect(Puppet.queued(pid, 2) and Task.yield(get, 50) == nil)
  Puppet.release(pid)
  Task.await(stop)
  expect(match?({:exit, {:normal, _}}, Task.await(get)))
end

finish()
