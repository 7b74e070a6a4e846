defmodule Assay.Instance do
  @moduledoc """
  The process that owns an object under test and its clients.

  What goes wrong in it or in a client ends it, and whoever asks gets the reason.
  """

  alias Assay.{Client, Start}

  @doc "Starts an instance, and returns {:ok, instance} or {:error, text}."
  def start(module, axes, impl) do
    asker = self()
    {pid, monitor} = spawn_monitor(fn -> init(asker, module, axes, impl) end)
    await({pid, monitor}, {:ok, {pid, monitor}})
  end

  @doc "Lets the clients do about n operations, and returns {:ok, stints} or {:error, text}."
  def slice(instance, n, stride), do: ask(instance, {:slice, n, stride})

  @doc "Says whether the operations use something up."
  def renews?(module, axes), do: function_exported?(module, :renews?, 1) and module.renews?(axes)

  @doc "Makes what operations use up, and returns {:ok, operations} or {:error, text}."
  def renew(instance), do: ask(instance, :renew)

  @doc "Releases the object, and returns {:ok, metrics} or {:error, text}."
  def close({_, monitor} = instance) do
    answer = ask(instance, :close)
    Process.demonitor(monitor, [:flush])
    answer
  end

  @doc "Ends an instance, whatever it does."
  def kill({pid, monitor}) do
    Process.demonitor(monitor, [:flush])
    Process.exit(pid, :kill)
  end

  defp ask({pid, _} = instance, request) do
    send(pid, {request, self()})
    await(instance, nil)
  end

  # Answers come while the program that asks may go away: its end comes first.
  defp await({pid, monitor}, ready) do
    receive do
      {port, :eof} when is_port(port) -> :erlang.halt(0, flush: false)
      {^pid, :ready} -> ready
      {^pid, answer} -> answer
      {:DOWN, ^monitor, _, _, reason} -> {:error, Exception.format_exit(reason)}
    end
  end

  defp init(asker, module, axes, impl) do
    object = module.open(axes, impl)
    count = Assay.Workload.number(axes, "goroutines")
    line = Start.new(count)
    clients = for i <- 0..(count - 1), do: Client.start(self(), module, object, i, line)
    for client <- clients, do: receive(do: ({:ready, ^client} -> :ok))
    send(asker, {self(), :ready})
    loop(%{module: module, object: object, clients: clients, line: line})
  end

  defp loop(instance) do
    receive do
      {{:slice, n, stride}, asker} ->
        send(asker, {self(), {:ok, run(instance, n, stride)}})
        loop(instance)

      {:renew, asker} ->
        [client] = instance.clients
        send(client, :renew)
        receive(do: ({:batch, ^client, n} -> send(asker, {self(), {:ok, n}})))
        loop(instance)

      {:close, asker} ->
        send(asker, {self(), close_object(instance)})
    end
  end

  defp run(%{clients: clients} = instance, n, stride) do
    Start.reset(instance.line)
    count = length(clients)
    n = max(n, count)

    for {client, i} <- Enum.with_index(clients) do
      extra = if i < rem(n, count), do: 1, else: 0
      send(client, {:slice, div(n, count) + extra, stride})
    end

    for client <- clients, do: receive(do: ({:stint, ^client, stint} -> stint))
  end

  defp close_object(%{module: module, object: object} = instance) do
    users =
      for client <- instance.clients do
        send(client, :stop)
        receive(do: ({:user, ^client, user} -> user))
      end

    # Servers end now, and so may what is linked to them.
    Process.flag(:trap_exit, true)

    metrics =
      if function_exported?(module, :report, 2), do: module.report(object, users), else: []

    case module.close(object, users) do
      :ok -> {:ok, metrics}
      {:error, text} -> {:error, text}
    end
  end
end
