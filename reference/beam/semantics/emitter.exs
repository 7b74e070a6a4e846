# Events that go to handlers which others have attached.
import Check

note(
  "Emitter",
  if(Events.bus() == Events,
    do: "the telemetry package does not come with Debian: a stand-in of 60 lines takes its place",
    else: "the telemetry package itself is checked"
  )
)

defmodule Handlers do
  @moduledoc "Handlers of events."

  def tell(event, measurements, metadata, {test, tag}) do
    send(test, {tag, event, measurements, metadata, self()})
  end

  def fail(_, _, _, {kind, reason}), do: :erlang.raise(kind, reason, [])
  def detach(_, _, _, {bus, id}), do: bus.detach(id)

  def attach(_, _, _, {bus, id, event, test}),
    do: bus.attach(id, event, &__MODULE__.tell/4, {test, id})

  def emit(_, _, _, {bus, event}), do: bus.execute(event, %{}, %{})

  def gate(_, _, _, test) do
    send(test, {:inside, self()})
    Puppet.wait()
  end
end

tell = &Handlers.tell/4
tags = fn -> for message <- flush(), do: elem(message, 0) end

holds "Emitter.Synchronous",
      "TEL-1 TEL-16",
      "execute returns when its handlers have, each called once" do
  bus = Events.open()
  :ok = bus.attach(:gate, [:event], &Handlers.gate/4, self())
  :ok = bus.attach(:other, [:event], tell, {self(), :other})
  emit = Task.async(fn -> bus.execute([:event], %{}, %{}) end)
  receive(do: ({:inside, _} -> :ok))
  expect(Task.yield(emit, 30) == nil)
  Puppet.release(emit.pid)
  expect(Task.await(emit) == :ok and tags.() == [:other])
end

holds "Emitter.Synchronous",
      "TEL-2",
      "an event reaches neither the handlers of its prefix nor of longer names" do
  bus = Events.open()
  for event <- [[:a], [:a, :b], [:a, :b, :c]], do: bus.attach(event, event, tell, {self(), event})
  bus.execute([:a, :b], %{}, %{})
  expect(tags.() == [[:a, :b]])
end

holds "Emitter.Synchronous", "TEL-10", "an event that has no handler is no error" do
  bus = Events.open()
  expect(bus.execute([:nobody], %{}, %{}) == :ok)
end

holds "Emitter.Inline",
      "TEL-1 TEL-3",
      "handlers run in the process of execute, and get what it was given" do
  bus = Events.open()
  bus.attach(:handler, [:event], tell, {self(), :told})
  bus.execute([:event], %{n: 1}, %{m: 2})
  seen = flush()
  expect(seen == [{:told, [:event], %{n: 1}, %{m: 2}, self()}], seen)
end

holds "Emitter.Detached", "TEL-5", "an event after detach does not reach the handler" do
  bus = Events.open()

  for _ <- 1..100 do
    bus.attach(:handler, [:event], tell, {self(), :told})
    expect(bus.detach(:handler) == :ok)
    Task.await(Task.async(fn -> bus.execute([:event], %{}, %{}) end))
  end

  expect(flush() == [])
end

holds "Emitter.OwnOnly",
      "TEL-4 TEL-5",
      "an id has one handler, and detach removes that and no other, once" do
  bus = Events.open()
  for id <- [:mine, :other], do: bus.attach(id, [:event], tell, {self(), id})
  expect(bus.attach(:other, [:else], tell, {self(), :second}) == {:error, :already_exists})
  expect({bus.detach(:mine), bus.detach(:mine)} == {:ok, {:error, :not_found}})
  bus.execute([:event], %{}, %{})
  bus.execute([:else], %{}, %{})
  expect(tags.() == [:other])
end

holds "Emitter.Isolated",
      "TEL-6",
      "a handler that raises, throws or exits is detached and reported, and the others are called" do
  bus = Events.open()
  failure = [:telemetry, :handler, :failure]

  for {kind, reason} <- [error: :failed, throw: :thrown, exit: :left] do
    bus.attach(:failing, [:event], &Handlers.fail/4, {kind, reason})
    bus.attach(:other, [:event], tell, {self(), :other})
    bus.attach(:report, failure, tell, {self(), :report})
    expect(bus.execute([:event], %{}, %{}) == :ok)
    about = %{handler_id: :failing, event_name: [:event], kind: kind, reason: reason}
    seen = flush()
    [metadata] = for {:report, ^failure, _, metadata, _} <- seen, do: metadata

    expect(
      Map.take(metadata, Map.keys(about)) == about and List.keymember?(seen, :other, 0),
      seen
    )

    expect(bus.detach(:failing) == {:error, :not_found})
    for id <- [:other, :report], do: bus.detach(id)
  end
end

holds "Emitter.Isolated",
      "TEL-7",
      "a handler of failures that fails is detached, too, and that ends it" do
  bus = Events.open()
  bus.attach(:failing, [:event], &Handlers.fail/4, {:error, :failed})
  bus.attach(:worse, [:telemetry, :handler, :failure], &Handlers.fail/4, {:error, :worse})
  expect(bus.execute([:event], %{}, %{}) == :ok)

  expect(
    for(id <- [:failing, :worse], do: bus.detach(id)) == [
      {:error, :not_found},
      {:error, :not_found}
    ]
  )
end

holds "Emitter.Reentrant", "TEL-18", "a handler may attach, detach and execute" do
  bus = Events.open()
  bus.attach(:attaches, [:event], &Handlers.attach/4, {bus, :new, [:inner], self()})
  bus.attach(:emits, [:event], &Handlers.emit/4, {bus, [:inner]})
  bus.attach(:detaches, [:event], &Handlers.detach/4, {bus, :emits})
  bus.execute([:event], %{}, %{})
  bus.execute([:inner], %{}, %{})
  expect(:new in tags.() and bus.detach(:emits) == {:error, :not_found})
end

holds "Emitter.Reentrant", "TEL-18", "three processes are in the same handler at a time" do
  bus = Events.open()
  bus.attach(:gate, [:event], &Handlers.gate/4, self())
  emits = for _ <- 1..3, do: Task.async(fn -> bus.execute([:event], %{}, %{}) end)
  inside = for _ <- emits, do: receive(do: ({:inside, pid} -> pid))
  Enum.each(inside, &Puppet.release/1)
  expect(Task.await_many(emits) == [:ok, :ok, :ok])
end

holds "Emitter.Snapshot",
      "TEL-8",
      "a handler attached during an event is not called by it, and one detached may be" do
  bus = Events.open()
  bus.attach(:attaches, [:event], &Handlers.attach/4, {bus, :new, [:event], self()})
  bus.execute([:event], %{}, %{})
  expect(flush() == [])
  bus.execute([:event], %{}, %{})
  expect(tags.() == [:new])
end

inapplicable("Emitter.Free", "the VM does not count the allocations of a call")

finish()
