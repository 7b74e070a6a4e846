# Work that a server hands to tasks, with a Task.Supervisor where there is a bound.
import Check

defmodule Crew do
  @moduledoc "A Task.Supervisor and tasks that wait until they are released."

  def new(options \\ []) do
    {:ok, pid} = Task.Supervisor.start_link(options)
    pid
  end

  # Starts a task that reports its beginning and end, and returns its process.
  def start(crew, test, last \\ fn -> :ok end, options \\ []) do
    work = fn ->
      send(test, {:begun, self()})
      Puppet.wait()
      last.()
      send(test, {:ended, self()})
    end

    Task.Supervisor.start_child(crew, work, options)
  end

  def begun(pid), do: receive(do: ({:begun, ^pid} -> pid))
end

defmodule Office do
  @moduledoc "A server that offloads its calls to unlinked tasks, and reports their failures."

  def new(crew), do: Puppet.new(fn -> {:ok, %{crew: crew, jobs: %{}, done: 0, info: &info/2}} end)

  def call(server, work, timeout \\ 5000) do
    submit = fn from, state ->
      task = Task.Supervisor.async_nolink(state.crew, work)
      {:noreply, put_in(state.jobs[task.ref], from)}
    end

    GenServer.call(server, submit, timeout)
  end

  defp info({:DOWN, ref, _, _, reason}, state), do: finish(ref, {:error, reason}, state)

  defp info({ref, result}, state) do
    Process.demonitor(ref, [:flush])
    finish(ref, {:ok, result}, state)
  end

  defp finish(ref, result, state) do
    {from, jobs} = Map.pop!(state.jobs, ref)
    GenServer.reply(from, result)
    {:noreply, %{state | jobs: jobs, done: state.done + 1}}
  end
end

# A call whose work is done by a task of its own, which nobody supervises.
offload = fn pid, work, timeout ->
  submit = fn from, state ->
    Task.start(fn -> GenServer.reply(from, work.()) end)
    {:noreply, state}
  end

  GenServer.call(pid, submit, timeout)
end

holds "Pool.Bounded", "TASK-8", "a Task.Supervisor runs no more than :max_children tasks" do
  crew = Crew.new(max_children: 3)
  started = for _ <- 1..5, do: Crew.start(crew, self())
  pids = for {:ok, pid} <- started, do: pid

  expect(
    length(pids) == 3 and Enum.drop(started, 3) == List.duplicate({:error, :max_children}, 2)
  )

  Enum.each(pids, &Crew.begun/1)
  expect(length(Task.Supervisor.children(crew)) == 3)
end

weaker "Pool.Bounded",
       "TASK-13",
       "Task.start knows no bound: 200 calls are 200 tasks at a time" do
  test = self()
  pid = Puppet.new()
  work = fn -> send(test, {:begun, self()}) && Puppet.wait() end
  calls = for _ <- 1..200, do: Task.async(fn -> offload.(pid, work, 20_000) end)
  tasks = for _ <- calls, do: receive(do: ({:begun, task} -> task))
  Enum.each(tasks, &Puppet.release/1)
  expect(Enum.uniq(Task.await_many(calls)) == [:ok])
end

holds "Pool.Parallel",
      "TASK-1 TASK-3",
      "that many run at a time, end in any order, and the server answers meanwhile" do
  crew = Crew.new(max_children: 3)
  pids = for _ <- 1..3, do: elem(Crew.start(crew, self()), 1)
  Enum.each(pids, &Crew.begun/1)

  for pid <- Enum.reverse(pids) do
    Puppet.release(pid)
    expect(receive(do: ({:ended, ended} -> ended)) == pid)
  end

  test = self()
  pid = Puppet.new()

  call =
    Task.async(fn ->
      offload.(pid, fn -> send(test, {:busy, self()}) && Puppet.wait() end, 5000)
    end)

  task = receive(do: ({:busy, task} -> task))
  expect(Puppet.get(pid) == %{})
  Puppet.release(task)
  expect(Task.await(call) == :ok)
end

holds "Pool.Once", "TASK-2 TASK-5b", "every task runs once, and its call is answered once" do
  runs = :counters.new(1, [])
  pid = Office.new(Crew.new())
  work = fn i -> fn -> :counters.add(runs, 1, 1) && i end end
  expect(together(200, fn i -> Office.call(pid, work.(i)) end) == for(i <- 1..200, do: {:ok, i}))

  expect(
    :counters.get(runs, 1) == 200 and
      match?(%{done: 200, jobs: jobs} when jobs == %{}, Puppet.get(pid))
  )
end

holds "Pool.OwnResult", "TASK-2", "await returns the result of its own task" do
  tasks = for i <- 1..200, do: Task.async(fn -> i end)
  expect(Task.await_many(tasks) == Enum.to_list(1..200))
end

holds "Pool.OwnResult",
      "TASK-14",
      "a task sees the state of its submission, and cannot change it" do
  pid = Puppet.new(fn -> {:ok, %{n: 1}} end)

  submit = fn from, state ->
    Task.start(fn -> Puppet.wait() && GenServer.reply(from, state.n) end)
    |> then(&send(self(), &1))

    {:noreply,
     Map.put(state, :info, fn {:ok, task}, s -> {:noreply, Map.put(s, :task, task)} end)}
  end

  call = Task.async(fn -> GenServer.call(pid, submit) end)
  expect(eventually(fn -> Map.has_key?(Puppet.get(pid), :task) end))
  state = Puppet.update(pid, fn state -> %{state | n: 2} end)
  Puppet.release(state.task)
  expect(Task.await(call) == 1 and Puppet.get(pid).n == 2)
end

weaker "Pool.OwnResult", "TASK-17", "a result is for the owner of its task, and for one await" do
  task = Task.async(fn -> 1 end)
  foreign = Task.await(Task.async(fn -> outcome(fn -> Task.await(task) end) end))
  expect(foreign == {:raise, ArgumentError}, foreign)
  expect(Task.await(task) == 1)
  expect(match?({:exit, {:timeout, _}}, outcome(fn -> Task.await(task, 20) end)))
end

weaker "Pool.Backpressure",
       "TASK-8",
       "a Task.Supervisor that is full refuses at once, and nothing waits" do
  crew = Crew.new(max_children: 1)
  {:ok, pid} = Crew.start(crew, self())
  Crew.begun(pid)
  {took, seen} = timed(fn -> Crew.start(crew, self()) end)
  expect(seen == {:error, :max_children}, seen)
  punctual(took, 0)
end

weaker "Pool.Backpressure",
       "TASK-8",
       "async_nolink of a full one raises, which ends a server that does not rescue" do
  crew = Crew.new(max_children: 1)
  {:ok, pid} = Crew.start(crew, self())
  Crew.begun(pid)
  office = Office.new(crew)
  seen = outcome(fn -> Office.call(office, fn -> :ok end) end)
  expect(match?({:exit, {{%RuntimeError{}, _}, _}}, seen) and not Process.alive?(office), seen)
end

inapplicable("Pool.Dismissed", "no submission waits: it is accepted or refused at once")

holds "Pool.Rejected", "TASK-8", "a task that was refused never runs" do
  crew = Crew.new(max_children: 1)
  {:ok, pid} = Crew.start(crew, self())
  Crew.begun(pid)
  for _ <- 1..10, do: {:error, :max_children} = Crew.start(crew, self())
  Puppet.release(pid)
  receive(do: ({:ended, ^pid} -> :ok))
  Supervisor.stop(crew)
  expect(flush() == [])
end

holds "Pool.GiveUp",
      "TASK-7 TASK-16",
      "a yield gives up at its timeout, and a later one gets the result" do
  task = Task.async(fn -> Puppet.wait() && :result end)
  {took, seen} = timed(fn -> Task.yield(task, 50) end)
  expect(seen == nil and took >= 50)
  punctual(took, 50)
  Puppet.release(task.pid)
  expect(Task.yield(task, 5000) == {:ok, :result})
end

holds "Pool.GiveUp",
      "TASK-7 TASK-9",
      "a call that gave up leaves its task to run, and gets neither reply of it" do
  test = self()
  pid = Puppet.new()

  submit = fn from, state ->
    work = fn ->
      Puppet.wait() && GenServer.reply(from, 1) && GenServer.reply(from, 2) && send(test, :done)
    end

    {:ok, task} = Task.start(work)
    send(test, {:task, task})
    {:noreply, state}
  end

  expect(match?({:exit, {:timeout, _}}, outcome(fn -> GenServer.call(pid, submit, 30) end)))
  Puppet.release(receive(do: ({:task, task} -> task)))
  receive(do: (:done -> :ok))
  expect(flush() == [] and Puppet.get(pid) == %{})
end

holds "Pool.Panic",
      "TASK-5",
      "the server is told of a task that raises, exits or is killed, and tells the caller" do
  pid = Office.new(Crew.new())
  expect(match?({:error, {%RuntimeError{}, _}}, Office.call(pid, fn -> raise "work" end)))
  expect(Office.call(pid, fn -> exit(:left) end) == {:error, :left})
  expect(Office.call(pid, fn -> Process.exit(self(), :kill) end) == {:error, :killed})
  expect(Office.call(pid, fn -> :ok end) == {:ok, :ok})
end

holds "Pool.Panic", "TASK-8c", "a task that raises frees its place: 20 of them pass through 2" do
  pid = Office.new(Crew.new(max_children: 2))
  # The place is free when the supervisor has seen the exit, a little after the caller is told.
  settle = fn -> Puppet.get(pid).crew |> Task.Supervisor.children() |> Enum.empty?() end

  for _ <- 1..20 do
    expect(match?({:error, _}, Office.call(pid, fn -> raise "work" end)))
    expect(eventually(settle))
  end

  expect(Office.call(pid, fn -> :ok end) == {:ok, :ok})
end

weaker "Pool.Panic",
       "TASK-4",
       "the caller of an unsupervised task that raises waits for its whole timeout" do
  pid = Puppet.new()
  {took, seen} = timed(fn -> outcome(fn -> offload.(pid, fn -> raise "work" end, 60) end) end)
  expect(match?({:exit, {:timeout, _}}, seen) and took >= 60 and Puppet.get(pid) == %{}, seen)
end

weaker "Pool.Panic", "TASK-6", "a task that is linked and raises ends its server" do
  pid = Puppet.new()
  submit = fn _, state -> Task.start_link(fn -> raise "work" end) && {:noreply, state} end
  seen = outcome(fn -> GenServer.call(pid, submit) end)
  expect(match?({:exit, {{%RuntimeError{}, _}, _}}, seen) and not Process.alive?(pid), seen)
end

weaker "Pool.NoOrphan",
       "TASK-11",
       "a stop of the supervisor ends tasks at once, and kills those that trap that" do
  crew = Crew.new()

  trap = fn ->
    Process.flag(:trap_exit, true)
    Puppet.wait()
  end

  {:ok, soft} = Crew.start(crew, self())
  {:ok, hard} = Crew.start(crew, self(), trap, shutdown: 50)
  Crew.begun(soft)
  Puppet.release(Crew.begun(hard))
  expect(eventually(fn -> Process.info(hard, :trap_exit) == {:trap_exit, true} end))
  {took, :ok} = timed(fn -> Supervisor.stop(crew) end)
  expect(took >= 50 and not Process.alive?(soft) and not Process.alive?(hard), took)
  expect(flush() == [])
end

weaker "Pool.NoOrphan",
       "TASK-10 COMP-6",
       "an unsupervised task outlives its server, whose caller exits at once" do
  test = self()
  pid = Puppet.new()
  work = fn -> send(test, {:begun, self()}) && Puppet.wait() && send(test, :ended) end
  call = Task.async(fn -> outcome(fn -> offload.(pid, work, 5000) end) end)
  task = receive(do: ({:begun, task} -> task))
  GenServer.stop(pid)
  seen = Task.await(call)
  expect(match?({:exit, {:normal, _}}, seen) and Process.alive?(task), seen)
  Puppet.release(task)
  receive(do: (:ended -> :ok))
end

finish()
