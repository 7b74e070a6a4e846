defmodule Assay.Client do
  @moduledoc """
  A process that uses the object under test, slice after slice.

  It answers `{:slice, n, stride}` from its instance by doing n operations, of
  which it times one of each stride.
  """

  # One of so many samples is timing nothing.
  @control 4

  # How long clients wait for each other, in microseconds.
  @patience 1000

  @doc "Starts the client with an index. The gate is what all of an instance begin at."
  def start(instance, module, object, index, gate) do
    spawn_link(fn ->
      user = module.user(object, index)
      send(instance, {:ready, self()})

      loop(%{
        instance: instance,
        module: module,
        user: user,
        gate: gate,
        drains: function_exported?(module, :drain, 1),
        samples: 0
      })
    end)
  end

  defp loop(client) do
    receive do
      {:slice, n, stride} ->
        Assay.Start.pass(client.gate, @patience)
        {client, stint} = slice(client, n, stride)
        send(client.instance, {:stint, self(), stint})
        loop(client)

      :renew ->
        {batch, user} = client.module.renew(client.user)
        send(client.instance, {:batch, self(), batch})
        loop(%{client | user: user})

      :stop ->
        send(client.instance, {:user, self(), client.user})
    end
  end

  # A stint is the operations, the begin, the end, and the samples.
  defp slice(client, n, stride) do
    first = :erlang.monotonic_time()
    {user, samples} = work(client, n, stride)
    user = if client.drains, do: client.module.drain(user), else: user
    last = :erlang.monotonic_time()
    client = %{client | user: user, samples: client.samples + length(samples)}
    {client, {n, first, last, samples}}
  end

  defp work(client, n, 0), do: {client.module.run(n, client.user), []}

  defp work(client, n, stride),
    do: sample(client.module, n, stride, client.user, client.samples, [])

  defp sample(_, 0, _, user, _, samples), do: {user, samples}

  defp sample(module, n, stride, user, _, samples) when n < stride do
    {module.run(n, user), samples}
  end

  defp sample(module, n, stride, user, count, samples) do
    timed = if rem(count, @control) == 0, do: 0, else: 1
    user = some(module, stride - timed, user)
    from = :erlang.monotonic_time()
    user = some(module, timed, user)
    to = :erlang.monotonic_time()
    sample(module, n - stride, stride, user, count + 1, [{timed, to - from} | samples])
  end

  defp some(_, 0, user), do: user
  defp some(module, n, user), do: module.run(n, user)
end
