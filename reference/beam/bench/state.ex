defmodule Assay.State do
  @moduledoc """
  Loads and updates of a struct that a GenServer holds. Both are calls; an update
  sends a function, and the server checks what it returns.
  """

  @behaviour Assay.Workload

  defmodule Pair do
    @moduledoc "A struct whose fields are equal."
    @enforce_keys [:a, :b]
    defstruct [:a, :b]
  end

  defmodule Holder do
    @moduledoc "The server."
    use GenServer

    def start_link(pair), do: GenServer.start_link(__MODULE__, pair)

    @impl true
    def init(%Pair{} = pair), do: {:ok, pair}

    @impl true
    def handle_call(:load, _from, pair), do: {:reply, pair, pair}

    def handle_call({:update, fun}, _from, pair) do
      case fun.(pair) do
        %Pair{a: same, b: same} = next -> {:reply, {:ok, next}, next}
        _ -> {:reply, {:error, :unequal}, pair}
      end
    end
  end

  @doc "Returns what makes an item of a tape."
  def access(_axes), do: fn _index, write -> write end

  @doc "The update."
  def increment(%Pair{a: a, b: b}), do: %Pair{a: a + 1, b: b + 1}

  @impl true
  def open(_axes, _impl) do
    {:ok, pid} = Holder.start_link(%Pair{a: 0, b: 0})
    pid
  end

  @impl true
  def user(pid, index) do
    tape = Assay.Tape.of(index)
    {pid, tape, tape, 0}
  end

  @impl true
  def run(n, {pid, tape, rest, updates}), do: go(n, pid, tape, rest, updates)

  defp go(0, pid, tape, rest, updates), do: {pid, tape, rest, updates}
  defp go(n, pid, tape, [], updates), do: go(n, pid, tape, tape, updates)

  defp go(n, pid, tape, [false | rest], updates) do
    %Pair{} = GenServer.call(pid, :load)
    go(n - 1, pid, tape, rest, updates)
  end

  defp go(n, pid, tape, [true | rest], updates) do
    {:ok, _} = GenServer.call(pid, {:update, &__MODULE__.increment/1})
    go(n - 1, pid, tape, rest, updates + 1)
  end

  @impl true
  def close(pid, users) do
    updates = users |> Enum.map(&elem(&1, 3)) |> Enum.sum()
    pair = GenServer.call(pid, :load)
    GenServer.stop(pid)

    if pair == %Pair{a: updates, b: updates},
      do: :ok,
      else: {:error, "#{updates} updates made #{inspect(pair)}"}
  end
end
