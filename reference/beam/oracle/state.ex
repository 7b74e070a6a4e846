defmodule Oracle.State do
  @moduledoc """
  A GenServer whose state is a struct with two fields that must be equal. A callback that raises
  ends the server; the next one begins with the state that terminate saw.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @enforce_keys [:a, :b, :player]
  defstruct @enforce_keys

  @impl Oracle
  def new, do: start!(%__MODULE__{a: 0, b: 0, player: self()})

  @impl Oracle
  def play("new", [a, b], server) do
    case start(%__MODULE__{a: a, b: b, player: self()}) do
      {:ok, fresh} -> {:ok, fresh}
      {:error, reason} -> {reason, server}
    end
  end

  def play("load", [], server), do: {call(server, :load), server}
  def play("set", [n], server), do: update(server, fn s -> %{s | a: n, b: n} end)
  def play("add", [n], server), do: update(server, fn s -> %{s | a: s.a + n, b: s.b + n} end)
  def play("break", [n], server), do: update(server, fn s -> %{s | a: s.a + n + 1} end)
  def play("fail", [], server), do: update(server, fn _ -> :failed end)
  def play("panic", [], server), do: update(server, fn _ -> raise "planned" end)

  @doc "Starts a server again with the state that terminate saw, if the result says that it died."
  def revived(:exit, server), do: {:exit, start!(last(server))}
  def revived(result, server), do: {result, server}

  defp update(server, fun), do: server |> call({:update, fun}) |> revived(server)

  defp start!(state) do
    {:ok, server} = start(state)
    server
  end

  defp start(state), do: GenServer.start_link(__MODULE__, state)

  @impl GenServer
  def init(state), do: if(valid?(state), do: {:ok, state}, else: {:stop, :invalid})

  @impl GenServer
  def handle_call(:load, _, state), do: {:reply, fields(state), state}
  def handle_call(:hibernate, _, state), do: {:reply, :ok, state, :hibernate}

  def handle_call({:update, fun}, _, state) do
    case fun.(state) do
      :failed ->
        {:reply, :failed, state}

      fresh ->
        if valid?(fresh), do: {:reply, fields(fresh), fresh}, else: {:reply, :invalid, state}
    end
  end

  @impl GenServer
  def terminate(_, state), do: send(state.player, {:last, self(), state})

  defp valid?(state), do: state.a == state.b
  defp fields(state), do: [state.a, state.b]
end
