defmodule Assay.Nothing do
  @moduledoc "Operations that do nothing, by which the cost of the harness is found."

  @behaviour Assay.Workload

  @ops 200_000
  @repeats 25

  @doc """
  Returns what the harness adds to an operation, in nanoseconds: the stamps and the
  sampling, not the loop of a workload. It is the median of slices with the
  harness, each less one without it.
  """
  def harness do
    {:ok, instance} = Assay.Instance.start(__MODULE__, %{"goroutines" => "1"}, "beam")

    each =
      for _ <- 1..@repeats do
        {:ok, [{_, first, last, _}]} = Assay.Instance.slice(instance, @ops, div(@ops, 10))
        (last - first - bare()) / @ops
      end

    {:ok, []} = Assay.Instance.close(instance)
    max(0.0, each |> Enum.sort() |> Enum.at(div(@repeats, 2)))
  end

  defp bare do
    from = :erlang.monotonic_time()
    run(@ops, nil)
    :erlang.monotonic_time() - from
  end

  @impl true
  def open(_, _), do: nil

  @impl true
  def user(_, _), do: nil

  @impl true
  def run(0, user), do: user
  def run(n, user), do: run(n - 1, user)

  @impl true
  def close(_, _), do: :ok
end
