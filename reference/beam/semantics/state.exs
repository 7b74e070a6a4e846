# The state of a server is a struct that one process owns.
import Check

defmodule Account do
  @moduledoc "A struct with a required field, one with a default, and two that are to agree."
  @enforce_keys [:name]
  defstruct [:name, status: :idle, left: 0, right: 0]
end

defmodule Compile do
  @moduledoc "Code that is compiled when a check runs, since some of it must not compile."

  def outcome(code), do: Check.outcome(fn -> elem(Code.eval_string(code), 0) end)
end

both = fn state -> %{state | left: state.left + 1, right: state.right + 1} end
start = fn -> Puppet.new(fn -> {:ok, struct!(Account, name: :a)} end) end

holds "State.Enforced", "STATE-1", "a literal without a required key does not compile" do
  seen = Compile.outcome("%Account{status: :busy}")
  expect(seen == {:raise, ArgumentError}, seen)
end

holds "State.Enforced",
      "STATE-1 STATE-4",
      "start returns the error of struct! for a missing key" do
  seen = Puppet.start(fn -> {:ok, struct!(Account, status: :busy)} end)
  expect(match?({:error, {%ArgumentError{}, _}}, seen), seen)
end

weaker "State.Enforced", "STATE-1b", "a required key may be nil: its presence counts, no value" do
  expect(match?(%{name: nil}, struct!(Account, name: nil)))
end

weaker "State.Enforced", "STATE-1", "struct/2 ignores which keys are required" do
  expect(match?(%{name: nil}, struct(Account, status: :busy)))
end

holds "State.Enforced", "STATE-2", "a literal or struct! with an unknown key is refused" do
  seen = Compile.outcome("%Account{name: :a, stauts: :busy}")
  expect(seen == {:raise, KeyError}, seen)
  seen = outcome(fn -> struct!(Account, name: :a, stauts: :busy) end)
  expect(seen == {:raise, KeyError}, seen)
end

weaker "State.Invariant",
       "STATE-2",
       "Map.put adds an unknown key, and a server goes on with it" do
  pid = start.()
  Puppet.update(pid, &Map.put(&1, :stauts, :busy))
  expect(Puppet.get(pid).stauts == :busy)
end

weaker "State.Invariant", "STATE-2", "struct/2 drops an unknown key without a word" do
  expect(struct(Account, name: :a, stauts: :busy) == struct(Account, name: :a))
end

holds "State.Unchanged",
      "STATE-5",
      "a callback that returns an error may return the state as it was" do
  pid = start.()

  refuse = fn _, state ->
    _ = both.(state)
    {:reply, {:error, :refused}, state}
  end

  before = Puppet.get(pid)
  expect(GenServer.call(pid, refuse) == {:error, :refused})
  expect(Puppet.get(pid) == before)
end

weaker "State.Unchanged",
       "STATE-5",
       "a callback that raises ends the server; only terminate sees the state as it was" do
  test = self()
  told = fn _, state -> send(test, {:last, state.n}) end
  pid = Puppet.new(fn -> {:ok, %{n: 7, terminate: told}} end)
  seen = outcome(fn -> GenServer.call(pid, fn _, s -> {:reply, :ok, raise("#{s.n + 1}")} end) end)
  expect(match?({:exit, {{%RuntimeError{}, _}, _}}, seen), seen)
  expect(not Process.alive?(pid) and flush() == [{:last, 7}])
end

weaker "State.Unchanged", "STATE-5", "an update of a key that is not there ends the server" do
  pid = start.()
  seen = outcome(fn -> Puppet.update(pid, fn state -> %{state | stauts: :busy} end) end)
  expect(match?({:exit, {{{:badkey, :stauts}, _}, _}}, seen), seen)
  expect(not Process.alive?(pid))
end

weaker "State.Unchanged", "STATE-9", "a callback that returns what it may not ends the server" do
  pid = start.()
  seen = outcome(fn -> GenServer.call(pid, fn _, state -> {:ok, state} end) end)
  expect(match?({:exit, {{:bad_return_value, _}, _}}, seen), seen)
  expect(not Process.alive?(pid))
end

holds "State.Unchanged", "STATE-12", "a message that nobody expects changes nothing" do
  pid = start.()
  before = Puppet.get(pid)
  send(pid, :unexpected)
  expect(Puppet.get(pid) == before)
end

holds "State.NoLostUpdate", "STATE-8", "8 callers of 200 updates each leave 1600" do
  pid = start.()
  together(8, fn _ -> for _ <- 1..200, do: Puppet.update(pid, both) end)
  expect(Puppet.get(pid).left == 1600)
end

holds "State.NoTornLoad", "STATE-G3", "no reader sees one field of an update without the other" do
  pid = start.()

  seen =
    together(6, fn
      i when i <= 3 -> for _ <- 1..300, do: Puppet.update(pid, both)
      _ -> for _ <- 1..300, do: Puppet.get(pid)
    end)

  expect(Enum.all?(List.flatten(seen), &(&1.left == &1.right)))
end

holds "State.NoTornLoad",
      "STATE-6 STATE-3",
      "a state that a caller has got stays as it is, and so do the defaults" do
  pid = start.()
  before = Puppet.get(pid)
  Puppet.update(pid, both)
  expect(before.left == 0 and Puppet.get(pid).left == 1)
  expect(Puppet.get(start.()) == before)
end

holds "State.Result", "STATE-8", "the results of concurrent increments are 1 to n, each once" do
  pid = start.()
  seen = together(8, fn _ -> for _ <- 1..200, do: Puppet.update(pid, both).left end)
  expect(Enum.sort(List.flatten(seen)) == Enum.to_list(1..1600))
end

holds "State.Linearizable",
      "STATE-8",
      "a load returns no less than what was stored before it, and no more than was asked for" do
  pid = start.()
  ledger = :atomics.new(2, [])

  write = fn ->
    :atomics.add(ledger, 1, 1)
    Puppet.update(pid, both)
    :atomics.add(ledger, 2, 1)
  end

  read = fn ->
    stored = :atomics.get(ledger, 2)
    seen = Puppet.get(pid).left
    stored <= seen and seen <= :atomics.get(ledger, 1)
  end

  seen =
    together(6, fn i -> for _ <- 1..300, do: if(i <= 3, do: write.() == :ok, else: read.()) end)

  expect(Enum.all?(List.flatten(seen)))
end

finish()
