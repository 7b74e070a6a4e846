defmodule Assay.Start do
  @moduledoc """
  A line at which clients wait for each other, so that they begin together.

  They spin: waking a scheduler takes longer than an operation. As many have to come as
  can run at a time. One that spins without need is preempted like any
  process, and its scheduler goes on with another one.
  """

  @doc "Returns a line for so many clients."
  def new(clients) do
    {:atomics.new(1, []), clients, min(clients, :erlang.system_info(:schedulers_online))}
  end

  @doc "Forgets who has come, for the next slice."
  def reset({come, _, _}), do: :atomics.put(come, 1, 0)

  @doc "Waits for the others, for so many microseconds at most."
  def pass({_, 1, _}, _), do: :ok

  def pass({come, _, enough}, patience) do
    limit = :erlang.monotonic_time(:microsecond) + patience
    :atomics.add(come, 1, 1)
    wait(come, enough, limit)
  end

  defp wait(come, enough, limit) do
    if :atomics.get(come, 1) < enough and :erlang.monotonic_time(:microsecond) <= limit do
      wait(come, enough, limit)
    end
  end
end
