Logger.configure(level: :none)
:logger.set_primary_config(:level, :none)

defmodule Check do
  @moduledoc """
  What the scripts of this directory are written with: claims about the BEAM that can fail.

      holds "Table.LastWrite", "ETS-1", "the last insert of a key is what a lookup finds" do
        table = :ets.new(:table, [])
        :ets.insert(table, [{:key, 1}, {:key, 2}])
        expect(:ets.lookup(table, :key) == [{:key, 2}])
      end

  The first string is a law of package patterns, the second has the numbers of the
  claim. Every claim runs in a process of its own, which ends with it. It is
  one of

    * `holds`: the BEAM does what the law says;
    * `weaker`: the BEAM does less, and that is what the check shows;
    * `erratum`: code as the article has it does not do what the article says.

  `inapplicable` says why there is nothing to check. A script ends with `finish()`.

  A machine that is busy makes a process late, never early. So `in_time` has a slack, and a claim
  that was late, and nothing worse, is tried again. A claim that is wrong is not.

  ## Output

  A line has fields that are separated by tabs:

      beam  OTP  ERTS  ELIXIR
      check  KIND  LAW  IDS  ok|broken|late  TRIES  SENTENCE  OBSERVED
      inapplicable  LAW  REASON
      note  PATTERN  TEXT
      end  CHECKS
  """

  @tries 6
  @slack 20
  @limit 30_000
  @tracked __MODULE__

  for kind <- [:holds, :weaker, :erratum] do
    @doc "Claims the sentence about the law. The block fails unless all that it expects is true."
    defmacro unquote(kind)(law, ids, sentence, do: block) do
      kind = unquote(kind)

      quote do
        Check.run(unquote(kind), unquote(law), unquote(ids), unquote(sentence), fn ->
          unquote(block)
        end)
      end
    end
  end

  @doc "Fails the claim unless the condition is true, and shows its source and what was seen."
  defmacro expect(condition, seen \\ nil) do
    source = Macro.to_string(condition)

    quote do
      unless unquote(condition), do: throw({:broken, unquote(source), unquote(seen)})
    end
  end

  @doc "Says that a law has no counterpart on the BEAM, and why."
  def inapplicable(law, reason), do: line(["inapplicable", law, reason])

  @doc "Says what a reader of the report must know about all checks of a pattern."
  def note(pattern, text), do: line(["note", pattern, text])

  @doc "Ends a script: without this line its output is incomplete."
  def finish, do: line(["end", count()])

  @doc "Begins a script: says on what it runs."
  def start do
    :ets.new(@tracked, [:named_table, :public])
    erts = :erlang.system_info(:version)
    line(["beam", :erlang.system_info(:otp_release), erts, System.version()])
  end

  @doc "Has the calling process killed when the claim that runs is done."
  def track, do: :ets.insert(@tracked, {self()})

  @doc "Runs a claim and prints its line."
  def run(kind, law, ids, sentence, claim) do
    Process.put(:checks, count() + 1)
    {verdict, tries, seen} = attempt(claim, 1)
    line(["check", kind, law, ids, verdict, tries, sentence, seen])
  end

  @doc "Returns what the function does, and fails the claim as late if it takes longer than limit ms."
  def in_time(limit, fun) do
    {took, result} = timed(fun)
    punctual(took, limit)
    result
  end

  @doc "Fails the claim as late if took exceeds limit, both in ms, by more than the slack."
  def punctual(took, limit) do
    if took > limit + @slack, do: throw({:late, "#{took} ms instead of #{limit}"})
  end

  @doc "Returns how many ms the function takes, rounded down, and what it returns."
  def timed(fun) do
    start = now()
    result = fun.()
    {now() - start, result}
  end

  @doc "Returns the monotonic time in ms."
  def now, do: System.monotonic_time(:millisecond)

  @doc "Tells whether the function becomes true within some seconds."
  def eventually(fun, left \\ 2500) do
    cond do
      fun.() -> true
      left == 0 -> false
      true -> Process.sleep(2) && eventually(fun, left - 1)
    end
  end

  @doc "Returns the messages that have arrived, the oldest first."
  def flush do
    receive do
      message -> [message | flush()]
    after
      0 -> []
    end
  end

  @doc "Returns what the function returns, or {:exit, reason} or {:raise, module}."
  def outcome(fun) do
    fun.()
  rescue
    error -> {:raise, error.__struct__}
  catch
    :exit, reason -> {:exit, reason}
  end

  @doc "Waits until the process is dead and returns why."
  def down(pid) do
    ref = Process.monitor(pid)

    receive do
      {:DOWN, ^ref, _, _, reason} -> reason
    end
  end

  @doc "Kills the process and waits until it is dead."
  def kill(pid) do
    Process.exit(pid, :kill)
    down(pid)
  end

  @doc "Runs the function n times at once, with the numbers 1 to n, and returns the results."
  def together(n, fun) do
    ready = :atomics.new(1, [])

    # Each waits for all, or the first would be done before the last has begun.
    race = fn i ->
      :atomics.add(ready, 1, 1)
      rendezvous(ready, n)
      fun.(i)
    end

    1..n
    |> Enum.map(fn i -> Task.async(fn -> race.(i) end) end)
    |> Task.await_many(@limit)
  end

  defp rendezvous(ready, n) do
    if :atomics.get(ready, 1) < n do
      :erlang.yield()
      rendezvous(ready, n)
    end
  end

  defp attempt(claim, try) do
    case once(claim) do
      {:late, _} when try < @tries ->
        Process.sleep(100 * try)
        attempt(claim, try + 1)

      {verdict, seen} ->
        {verdict, try, seen}
    end
  end

  # What a claim has started is gone before its result counts, so that no name or table is left.
  defp once(claim) do
    parent = self()

    work = fn ->
      result = judge(claim)
      sweep()
      send(parent, {self(), result})
    end

    {pid, ref} = spawn_monitor(work)

    result =
      receive do
        {^pid, result} -> result
        {:DOWN, ^ref, _, _, reason} -> {:broken, "the claim's process died: #{inspect(reason)}"}
      after
        @limit -> {:broken, "not done after #{@limit} ms"}
      end

    kill(pid)
    kill_tracked()
    Process.demonitor(ref, [:flush])
    result
  end

  # Ends what is linked to this process as a parent does.
  defp sweep do
    Process.flag(:trap_exit, true)
    {:links, links} = Process.info(self(), :links)
    for pid <- links, is_pid(pid), do: Process.exit(pid, :shutdown)
    for pid <- links, is_pid(pid), do: eventually(fn -> not Process.alive?(pid) end) || kill(pid)
  end

  # A supervisor that is about to end may restart what is killed, which is then tracked as well.
  defp kill_tracked do
    case :ets.tab2list(@tracked) do
      [] ->
        :ok

      pids ->
        for {pid} <- pids, do: kill(pid) && :ets.delete(@tracked, pid)
        kill_tracked()
    end
  end

  defp judge(claim) do
    claim.()
    {:ok, ""}
  catch
    :throw, {:late, seen} -> {:late, seen}
    :throw, {:broken, source, nil} -> {:broken, source}
    :throw, {:broken, source, seen} -> {:broken, source <> ", seen " <> inspect(seen, limit: 20)}
    kind, reason -> {:broken, Exception.format(kind, reason, __STACKTRACE__)}
  end

  defp count, do: Process.get(:checks, 0)

  defp line(fields) do
    fields
    |> Enum.map_join("\t", fn field -> String.replace(to_string(field), ~r/\s+/, " ") end)
    |> IO.puts()
  end
end

Check.start()
