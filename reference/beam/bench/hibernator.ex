defmodule Assay.Hibernator do
  @moduledoc """
  Servers with 10 KiB on their heap: to make those that are awake hibernate, to wake
  those that hibernate by a load, and to load from one that is awake.

  Hibernating compacts the heap. It packs nothing, so that a value takes its 10 KiB
  asleep, too. It follows the reply to the call that asks for it, and the operations
  end when the last one is asleep.
  """

  @behaviour Assay.Workload

  import Assay.Workload, only: [number: 2, verdict: 2]

  defmodule Sleeper do
    @moduledoc "The server. A cons cell has two words of 8 bytes."
    use GenServer

    @cells 640

    def start_link(pair), do: GenServer.start_link(__MODULE__, pair)

    @impl true
    def init(pair), do: {:ok, {pair, Enum.to_list(1..@cells)}}

    @impl true
    def handle_call(:load, _from, {pair, _} = state), do: {:reply, pair, state}
    def handle_call(:hibernate, _from, state), do: {:reply, :ok, state, :hibernate}
  end

  @impl true
  def open(%{"op" => "load"}, _impl) do
    {:ok, pid} = Sleeper.start_link({1, 1})
    pid
  end

  def open(axes, _impl), do: {axes["op"], number(axes, "values")}

  @impl true
  def user({op, values}, _index) do
    all =
      for i <- 1..values do
        {:ok, pid} = Sleeper.start_link({i, i})
        {pid, i}
      end

    {op, all, [], 0}
  end

  def user(pid, _index), do: {:load, pid, 0}

  @impl true
  def run(0, user), do: user

  def run(n, {:load, pid, wrong}) do
    case GenServer.call(pid, :load) do
      {1, 1} -> run(n - 1, {:load, pid, wrong})
      _ -> run(n - 1, {:load, pid, wrong + 1})
    end
  end

  def run(n, {"hibernate", all, [{pid, _} | left], wrong}) do
    :ok = GenServer.call(pid, :hibernate)
    run(n - 1, {"hibernate", all, left, wrong})
  end

  def run(n, {"wake", all, [{pid, i} | left], wrong}) do
    case GenServer.call(pid, :load) do
      {^i, ^i} -> run(n - 1, {"wake", all, left, wrong})
      _ -> run(n - 1, {"wake", all, left, wrong + 1})
    end
  end

  @impl true
  def drain({"hibernate", all, left, _} = user) do
    {pid, _} = Enum.at(all, length(all) - length(left) - 1)
    await_sleep(pid)
    user
  end

  def drain(user), do: user

  defp await_sleep(pid), do: asleep?(pid) || await_sleep(pid)

  # OTP 28 has another function for it in gen_server.
  defp asleep?(pid) do
    {:current_function, {_, name, _}} = Process.info(pid, :current_function)
    name in [:hibernate, :loop_hibernate]
  end

  @impl true
  def renews?(axes), do: axes["op"] != "load"

  @impl true
  def renew({op, all, _, wrong}) do
    for {pid, _} <- all do
      if op == "wake" do
        :ok = GenServer.call(pid, :hibernate)
        await_sleep(pid)
      else
        {_, _} = GenServer.call(pid, :load)
      end
    end

    {length(all), {op, all, all, wrong}}
  end

  @impl true
  def report(pid, _users) when is_pid(pid), do: []

  def report(_, [{_, all, _, _}]) do
    bytes = for {pid, _} <- all, do: pid |> Process.info(:memory) |> elem(1)
    [{"heap-B/value", Enum.sum(bytes) / length(all)}]
  end

  @impl true
  def close(pid, users) when is_pid(pid) do
    GenServer.stop(pid)
    users |> Enum.map(&elem(&1, 2)) |> Enum.sum() |> verdict("loads returned something else")
  end

  def close({op, _}, [{_, all, left, wrong}]) do
    done = Enum.drop(all, -length(left))
    odd = Enum.count(done, fn {pid, _} -> asleep?(pid) != (op == "hibernate") end)
    for {pid, _} <- all, do: GenServer.stop(pid)
    verdict(wrong + odd, "values were not what they had to be")
  end
end
