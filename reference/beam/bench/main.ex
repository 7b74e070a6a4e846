defmodule Assay.Main do
  @moduledoc """
  The program that package beambench starts and asks, over two pipes.

  A request is a line of words, and so is its answer, whose first word is "ok" or
  "error". The numbers of a slice are, for each client, the operations, the begin and
  the end, in nanoseconds; and then the samples: what operations took, a bar,
  and what timing nothing took. A new object whose operations use something up is to be
  renewed before each slice, which then has as many operations as renew says.

      prepare PATTERN FILE [AXIS=VALUE...]   ok
      new IMPL                               ok ID false
      renew ID                               ok N
      slice ID N STRIDE                      ok OPS,BEGIN,END... | TIME... | TIME...
      close ID                               ok [UNIT=VALUE...]
      finish                                 ok
      harness                                ok NANOSECONDS

  It ends when the requests do, even while it measures.
  """

  alias Assay.{Instance, Tape}

  # The file descriptors of the pipes. What anybody prints is on others.
  @requests 3
  @answers 4

  @doc "Serves until the requests end."
  def main do
    port = Port.open({:fd, @requests, @answers}, [:binary, :eof, {:line, 65_536}])
    say(port, ["ready ", version()])
    serve(port, %{module: nil, axes: %{}, instances: %{}, next: 1})
  end

  defp version do
    os = :erlang.system_info(:otp_release)
    erts = :erlang.system_info(:version)
    emulator = if :erlang.system_info(:emu_flavor) == :jit, do: "JIT", else: "no JIT"
    schedulers = :erlang.system_info(:schedulers_online)

    "Elixir #{System.version()} / OTP #{os} / erts #{erts} / #{emulator} / #{schedulers} schedulers"
  end

  defp serve(port, state) do
    receive do
      {^port, {:data, {:eol, line}}} ->
        {answer, state} = answer(String.split(line, " "), state)
        say(port, answer)
        serve(port, state)

      {^port, :eof} ->
        :erlang.halt(0, flush: false)
    end
  end

  defp say(port, text), do: Port.command(port, [text, ?\n])

  defp answer(["prepare", pattern, file | axes], state) do
    module = Module.concat(Assay, pattern)
    axes = Map.new(axes, fn axis -> axis |> String.split("=") |> List.to_tuple() end)
    if file != "-", do: Tape.load(file, module.access(axes))
    {"ok", %{state | module: module, axes: axes}}
  end

  defp answer(["new", impl], state) do
    case Instance.start(state.module, state.axes, impl) do
      {:ok, instance} ->
        id = Integer.to_string(state.next)
        instances = Map.put(state.instances, id, instance)

        {"ok #{id} #{Instance.renews?(state.module, state.axes)}",
         %{state | instances: instances, next: state.next + 1}}

      {:error, text} ->
        {error(text), state}
    end
  end

  defp answer([verb, id | rest], state) when verb in ["renew", "slice", "close"] do
    case state.instances do
      %{^id => instance} -> use_instance([verb | rest], id, instance, state)
      _ -> {error("there is no object #{id}"), state}
    end
  end

  defp answer(["finish"], state) do
    Enum.each(Map.values(state.instances), &Instance.kill/1)
    Tape.drop()
    {"ok", %{state | module: nil, instances: %{}}}
  end

  defp answer(["harness"], state), do: {["ok ", "#{Assay.Nothing.harness()}"], state}
  defp answer(words, state), do: {error("there is no request #{Enum.join(words, " ")}"), state}

  defp use_instance(["renew"], id, instance, state) do
    case Instance.renew(instance) do
      {:ok, n} -> {"ok #{n}", state}
      {:error, text} -> {error(text), forget(state, id)}
    end
  end

  defp use_instance(["slice", n, stride], id, instance, state) do
    case Instance.slice(instance, String.to_integer(n), String.to_integer(stride)) do
      {:ok, stints} -> {["ok", numbers(stints)], state}
      {:error, text} -> {error(text), forget(state, id)}
    end
  end

  defp use_instance(["close"], id, instance, state) do
    state = forget(state, id)

    case Instance.close(instance) do
      {:ok, metrics} -> {["ok" | for({unit, value} <- metrics, do: " #{unit}=#{value}")], state}
      {:error, text} -> {error(text), state}
    end
  end

  defp error(text), do: ["error ", String.replace(text, ~r/\s+/, " ")]

  defp forget(state, id), do: %{state | instances: Map.delete(state.instances, id)}

  defp numbers(stints) do
    spans =
      for {ops, first, last, _} <- stints,
          do: " #{ops},#{nanoseconds(first)},#{nanoseconds(last)}"

    samples = Enum.flat_map(stints, fn stint -> elem(stint, 3) end)
    [spans, " |", times(samples, 1), " |", times(samples, 0)]
  end

  defp times(samples, kind) do
    for {^kind, time} <- samples, do: [?\s, Integer.to_string(nanoseconds(time))]
  end

  defp nanoseconds(time), do: System.convert_time_unit(time, :native, :nanosecond)
end
