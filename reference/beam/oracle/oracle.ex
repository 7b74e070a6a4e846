defmodule Oracle do
  @moduledoc """
  Runs programs of calls on real processes, and says what each call returned.

  A program is a line of stdin: the name of a pattern and its calls, separated by semicolons.
  The answer is a line of stdout, with an observation for each call:

      Table;store 0 7;load 0;load 1
      = ok;7;none

  Or it is `! REASON` if the program cannot be run. The first line of all says on what the
  programs run: `beam`, OTP, ERTS, Elixir and the number of this process, separated by tabs.
  The end of stdin ends the virtual machine, in the middle of a program if need be.

  Every program has a process of its own, the player, and whatever it starts is linked to it.
  """

  @doc "Returns what a program begins with, in the process that is to play it."
  @callback new() :: term

  @doc "Makes a call and returns what was observed, and what the next call begins with."
  @callback play(verb :: String.t(), arguments :: [integer], term) :: {term, term}

  @patterns %{
    "Deferred" => Oracle.Deferred,
    "State" => Oracle.State,
    "Registry" => Oracle.Registry,
    "IdleTimer" => Oracle.IdleTimer,
    "IdleClock" => Oracle.IdleClock,
    "Ticker" => Oracle.Ticker,
    "Server" => Oracle.Server,
    "Table" => Oracle.Table,
    "Counter" => Oracle.Counter,
    "Pool" => Oracle.Pool,
    "Emitter" => Oracle.Emitter,
    "Gate" => Oracle.Gate,
    "Hibernator" => Oracle.Hibernator
  }

  @limit 30_000
  @longest 1_000_000

  @doc "Answers the lines of stdin until it ends."
  def main do
    # A server that raises is an observation and no news.
    :logger.set_primary_config(:level, :none)
    Oracle.Registry.open()
    # The port leaves stdin to nobody else, and is faster than the IO server.
    port = :erlang.open_port({:fd, 0, 1}, [:binary, :eof, {:line, @longest}])
    versions = [:erlang.system_info(:otp_release), :erlang.system_info(:version)]
    say(port, Enum.join(["beam" | versions] ++ [System.version(), System.pid()], "\t"))
    serve(port)
  end

  defp serve(port) do
    receive do
      {^port, {:data, {:eol, line}}} -> say(port, run(port, line))
      {^port, {:data, {:noeol, _}}} -> say(port, "! a line is longer than #{@longest} bytes")
      {^port, :eof} -> System.halt(0)
    end

    serve(port)
  end

  defp say(port, line), do: Port.command(port, [line, ?\n])

  # The player exits with the result, which ends all that is linked to it.
  defp run(port, line) do
    {player, ref} = spawn_monitor(fn -> exit({:played, play(line)}) end)

    receive do
      {:DOWN, ^ref, _, _, {:played, observations}} -> "= " <> observations
      {:DOWN, ^ref, _, _, reason} -> "! " <> String.replace(inspect(reason), ~r/\s+/, " ")
      {^port, :eof} -> System.halt(0)
    after
      @limit ->
        Process.exit(player, :kill)
        "! the program is not done after #{@limit} ms"
    end
  end

  defp play(line) do
    # What raises is to be seen by who calls it, and not to end the player.
    Process.flag(:trap_exit, true)
    [name | calls] = String.split(line, ";")
    pattern = Map.fetch!(@patterns, name)

    {observations, _} =
      Enum.map_reduce(calls, pattern.new(), fn call, state ->
        [verb | arguments] = String.split(call, " ")
        pattern.play(verb, Enum.map(arguments, &String.to_integer/1), state)
      end)

    Enum.map_join(observations, ";", &text/1)
  end

  defp text([]), do: "-"
  defp text(list) when is_list(list), do: Enum.map_join(list, " ", &text/1)
  defp text(term), do: to_string(term)
end
