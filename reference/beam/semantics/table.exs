# An ETS table, mostly public, so that the checks can race for it.
import Check

defmodule Race do
  @moduledoc "A writer that goes on until the readers are done."

  # Returns what read returns while another process calls write again and again.
  def during(write, read) do
    writer = Task.async(fn -> forever(write, 0) end)
    result = read.()
    Task.shutdown(writer, :brutal_kill)
    result
  end

  # Calls write with the generations 1, 2, and so on.
  defp forever(write, n) do
    write.(n + 1)
    forever(write, n + 1)
  end
end

kinds = for type <- [:set, :ordered_set], parallel <- [false, true], do: {type, parallel}

open = fn type, parallel ->
  :ets.new(:table, [type, :public, read_concurrency: true, write_concurrency: parallel])
end

fold = fn table -> :ets.foldl(fn entry, all -> [entry | all] end, [], table) end

holds "Table.LastWrite",
      "ETS-1",
      "a lookup finds the last insert of its key, and nothing after delete" do
  for {type, parallel} <- kinds do
    table = open.(type, parallel)
    :ets.insert(table, [{:key, 1}, {:key, 2}])
    expect(:ets.lookup(table, :key) == [{:key, 2}] and :ets.info(table, :size) == 1)
    :ets.delete(table, :key)
    expect(:ets.lookup(table, :key) == [])
  end
end

holds "Table.LastWrite", "ETS-8", "1 and 1.0 are two keys of a set, and one of an ordered set" do
  seen =
    for type <- [:set, :ordered_set] do
      table = open.(type, false)
      :ets.insert(table, [{1, :integer}, {1.0, :float}])
      :ets.lookup(table, 1)
    end

  expect(seen == [[{1, :integer}], [{1.0, :float}]], seen)
end

holds "Table.LastWrite",
      "ETS-17",
      "once a call has returned what its server stored, everybody sees it" do
  table = :ets.new(:owned, [:protected])
  pid = Puppet.new()
  :ets.give_away(table, pid, :gift)

  for i <- 1..100 do
    GenServer.call(pid, fn _, state -> {:reply, :ets.insert(table, {:key, i}), state} end)
    expect(:ets.lookup(table, :key) == [{:key, i}])
  end
end

holds "Table.LastWrite", "ETS-3", "a protected table refuses the writes of all but its owner" do
  table = :ets.new(:mine, [:protected])
  :ets.insert(table, {:key, 1})
  write = fn -> outcome(fn -> :ets.insert(table, {:key, 2}) end) end
  seen = Task.await(Task.async(fn -> {write.(), :ets.lookup(table, :key)} end))
  expect(seen == {{:raise, ArgumentError}, [{:key, 1}]}, seen)
end

holds "Table.LastWrite",
      "ETS-10",
      "a table is gone when its owner is: a lookup raises, it does not miss" do
  for _ <- 1..100 do
    pid = Puppet.new(fn -> {:ok, :ets.new(:short_lived, [:named_table])} end)
    kill(pid)
    seen = outcome(fn -> :ets.lookup(:short_lived, :key) end)
    expect(seen == {:raise, ArgumentError}, seen)
    :ets.delete(:ets.new(:short_lived, [:named_table]))
  end
end

holds "Table.LastWrite",
      "ETS-11",
      "an heir gets the table of a dead owner, with all that is in it" do
  test = self()

  fill = fn ->
    :ets.insert(:ets.new(:left, [:named_table, {:heir, test, :inherit}]), {:key, 1})
  end

  pid = Puppet.new(fn -> {:ok, fill.()} end)
  kill(pid)
  table = receive(do: ({:"ETS-TRANSFER", table, ^pid, :inherit} -> table))
  expect(:ets.lookup(table, :key) == [{:key, 1}] and :ets.insert(table, {:key, 2}))
end

holds "Table.OneWinner",
      "ETS-6",
      "of 8 processes that insert_new a key one does, and its value stays" do
  table = open.(:set, true)
  insert = fn i -> for k <- 1..5000, :ets.insert_new(table, {k, i}), do: {k, i} end
  won = together(8, insert)
  expect(Enum.sort(List.flatten(won)) == Enum.sort(:ets.tab2list(table)))
end

holds "Table.OneWinner", "ETS-14", "of 8 processes that take a key one gets it" do
  table = open.(:set, true)
  :ets.insert(table, for(k <- 1..5000, do: {k}))
  taken = together(8, fn _ -> for k <- 1..5000, do: :ets.take(table, k) end)
  expect(Enum.sort(List.flatten(taken)) == for(k <- 1..5000, do: {k}))
end

holds "Table.NoLostUpdate",
      "ETS-7",
      "8 times 2000 update_counter add up, and no two return the same" do
  table = open.(:set, true)
  :ets.insert(table, {:key, 0})
  seen = together(8, fn _ -> for _ <- 1..2000, do: :ets.update_counter(table, :key, 1) end)
  expect(Enum.sort(List.flatten(seen)) == Enum.to_list(1..16_000))
end

holds "Table.NoLostUpdate", "ETS-22", "select_replace as compare-and-swap loses no update" do
  table = open.(:set, true)
  :ets.insert(table, {:key, 0})

  swap = fn ->
    [{:key, n} = old] = :ets.lookup(table, :key)
    :ets.select_replace(table, [{old, [], [{:const, {:key, n + 1}}]}])
  end

  won = together(8, fn _ -> Enum.sum(for _ <- 1..1000, do: swap.()) end)
  expect(:ets.lookup(table, :key) == [{:key, Enum.sum(won)}], won)
end

weaker "Table.NoLostUpdate",
       "ETS-7",
       "a lookup and an insert are two steps: the update between is lost" do
  table = open.(:set, false)
  :ets.insert(table, {:key, 0})
  [{:key, n}] = :ets.lookup(table, :key)
  Task.await(Task.async(fn -> :ets.update_counter(table, :key, 1) end))
  :ets.insert(table, {:key, n + 1})
  expect(:ets.lookup(table, :key) == [{:key, 1}])
end

holds "Table.Unchanged", "ETS-7", "an update_counter that raises changes nothing" do
  table = open.(:set, false)
  :ets.insert(table, {:key, "text"})
  seen = for key <- [:key, :absent], do: outcome(fn -> :ets.update_counter(table, key, 1) end)
  expect(Enum.uniq(seen) == [{:raise, ArgumentError}], seen)
  expect(fold.(table) == [{:key, "text"}])
end

holds "Table.Unchanged",
      "ETS-6",
      "an insert or insert_new of many that is refused inserts none" do
  table = open.(:set, false)
  :ets.insert(table, {2, :old})
  expect(not :ets.insert_new(table, [{1, :new}, {2, :new}, {3, :new}]))
  seen = outcome(fn -> :ets.insert(table, [{1, :new}, :no_tuple]) end)
  expect(seen == {:raise, ArgumentError} and fold.(table) == [{2, :old}], seen)
end

holds "Table.Linearizable",
      "ETS-4",
      "no lookup sees a torn object, or an older one than the last did" do
  for {type, parallel} <- kinds do
    table = open.(type, parallel)
    write = fn n -> :ets.insert(table, {:key, n, List.duplicate(n, 50)}) end
    write.(0)
    look = fn -> hd(:ets.lookup(table, :key)) end

    seen = Race.during(write, fn -> together(3, fn _ -> for _ <- 1..1000, do: look.() end) end)
    expect(Enum.all?(List.flatten(seen), fn {:key, n, all} -> Enum.all?(all, &(&1 == n)) end))
    orders = for reader <- seen, do: Enum.map(reader, &elem(&1, 1))
    expect(Enum.all?(orders, &(&1 == Enum.sort(&1))))
  end
end

holds "Table.NoWait", "ETS-18", "1000 lookups succeed while the owner is blocked" do
  pid = Puppet.new(fn -> {:ok, :ets.new(:blocked, [:named_table, :protected])} end)
  GenServer.call(pid, fn _, state -> {:reply, :ets.insert(:blocked, {:key, 1}), state} end)
  Puppet.block(pid)
  expect(Enum.all?(1..1000, fn _ -> :ets.lookup(:blocked, :key) == [{:key, 1}] end))
  Puppet.release(pid)
end

holds "Table.Stable",
      "ETS-12",
      "foldl and select yield each key that stays once, and none twice" do
  for {type, parallel} <- kinds do
    table = open.(type, parallel)
    :ets.insert(table, for(k <- 1..500, do: {2 * k, :stays}))

    churn = fn n ->
      key = 2 * rem(n * 7919, 500) + 1
      if rem(n, 2) == 0, do: :ets.delete(table, key), else: :ets.insert(table, {key, :passes})
    end

    select = fn -> :ets.select(table, [{{:"$1", :_}, [], [:"$1"]}]) end
    traverse = fn -> [Enum.map(fold.(table), &elem(&1, 0)), select.()] end
    seen = Race.during(churn, fn -> for _ <- 1..30, keys <- traverse.(), do: keys end)

    for keys <- seen do
      expect(Enum.count(keys, &(rem(&1, 2) == 0)) == 500 and keys == Enum.uniq(keys))
    end
  end
end

weaker "Table.Stable", "ETS-12", "first and next lose their place when their key is deleted" do
  table = open.(:set, false)
  :ets.insert(table, for(k <- 1..100, do: {k}))
  key = :ets.first(table)
  :ets.delete(table, key)
  seen = outcome(fn -> :ets.next(table, key) end)
  expect(seen == {:raise, ArgumentError}, seen)
end

holds "Table.Fresh", "ETS-12 ETS-4", "foldl yields values that their keys had while it ran" do
  for {type, parallel} <- kinds do
    table = open.(type, parallel)
    :ets.insert(table, for(k <- 1..100, do: {k, 0}))
    write = fn n -> :ets.update_counter(table, rem(n, 100) + 1, 1) end

    look = fn ->
      first = Map.new(fold.(table))
      seen = fold.(table)
      last = Map.new(fold.(table))
      Enum.all?(seen, fn {k, n} -> first[k] <= n and n <= last[k] end)
    end

    expect(Race.during(write, fn -> Enum.all?(1..50, fn _ -> look.() end) end))
  end
end

holds "Table.Reentrant", "ETS-12", "the function of foldl may look up, insert and delete" do
  for {type, parallel} <- kinds do
    table = open.(type, parallel)
    :ets.insert(table, for(k <- 1..50, do: {k, k}))

    use = fn {k, n}, sum when n > 0 ->
      [{^k, ^n}] = :ets.lookup(table, k)
      :ets.insert(table, {-k, 0})
      :ets.delete(table, -k)
      sum + n
    end

    expect(:ets.foldl(use, 0, table) == 1275)
  end
end

holds "Table.Left", "ETS-12", "a foldl that is left by an exit leaves the table free" do
  table = open.(:set, false)
  :ets.insert(table, for(k <- 1..50, do: {k}))
  leave = fn -> :ets.foldl(fn _, _ -> exit(:left) end, nil, table) end
  left = outcome(leave)
  expect(left == {:exit, :left} and :ets.info(table, :safe_fixed_monotonic_time) == false)
  expect(:ets.delete_all_objects(table) and :ets.info(table, :size) == 0)
end

holds "Table.Batch", "ETS-5", "who has seen one entry of an insert of many sees all of them" do
  for {type, parallel} <- kinds do
    table = open.(type, parallel)
    write = fn n -> :ets.insert(table, for(k <- 1..100, do: {k, n})) end
    write.(0)
    look = fn k -> elem(hd(:ets.lookup(table, k)), 1) end
    pairs = fn -> for _ <- 1..500, do: {look.(:rand.uniform(100)), look.(:rand.uniform(100))} end
    seen = Race.during(write, fn -> together(3, fn _ -> pairs.() end) end)
    expect(Enum.all?(List.flatten(seen), fn {first, second} -> first <= second end))
  end
end

holds "Table.Batch",
      "ETS-19",
      "who has missed one key after delete_all_objects misses all of them" do
  for {type, parallel} <- kinds do
    table = open.(type, parallel)
    fill = fn n -> :ets.insert(table, for(k <- 1..100, do: {k, n})) end
    look = fn k -> :ets.lookup(table, k) end

    for n <- 1..20 do
      fill.(n)
      clear = Task.async(fn -> :ets.delete_all_objects(table) end)
      pairs = for _ <- 1..50, do: {look.(:rand.uniform(100)), look.(:rand.uniform(100))}
      Task.await(clear)
      expect(Enum.all?(pairs, fn {first, second} -> first != [] or second == [] end))
    end
  end
end

weaker "Table.Snapshot",
       "ETS-21",
       "foldl is no snapshot: it counts twice what moves ahead of it" do
  table = open.(:ordered_set, false)
  :ets.insert(table, [{1, 1}, {2, 0}])

  move = fn
    {1, n}, sum -> :ets.insert(table, [{1, 0}, {2, 1}]) && sum + n
    {2, n}, sum -> sum + n
  end

  seen = :ets.foldl(move, 0, table)
  expect(seen == 2, seen)
end

finish()
