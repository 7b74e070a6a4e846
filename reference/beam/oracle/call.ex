defmodule Oracle.Call do
  @moduledoc """
  Calls that return how they have ended, in place of an exit: `:closed` if there is no server,
  `:timeout`, or `:exit` if the server has died of the call.
  """

  @doc "Calls the server."
  def call(server, request, timeout \\ 5000) do
    GenServer.call(server, request, timeout)
  catch
    :exit, {reason, {GenServer, :call, _}} -> ended(reason)
  end

  @doc "Stops the server. It is `:panic` if its terminate raises."
  def stop(server) do
    GenServer.stop(server)
  catch
    :exit, reason -> if closed?(reason), do: :closed, else: :panic
  end

  @doc "Waits for the state that terminate saw of a server that has died."
  def last(server) do
    receive do
      {:last, ^server, state} -> state
    end
  end

  @doc """
  Has the server handle a request until the function has returned, and returns what that does. A
  server that is not there blocks nothing: it is `:closed`.
  """
  def blocked(server, fun) do
    player = self()
    blocker = spawn_link(fn -> send(player, {self(), call(server, {:block, player})}) end)

    receive do
      {:blocked, ^server} ->
        result = fun.()
        send(server, :release)
        receive(do: ({^blocker, _} -> result))

      {^blocker, :closed} ->
        :closed
    end
  end

  @doc "Tells the player that the server is blocked, and waits for the end of that."
  def block(player) do
    send(player, {:blocked, self()})
    receive(do: (:release -> :ok))
  end

  @doc "Does something in a process of its own and returns a function that waits for its result."
  def async(fun) do
    task = Task.async(fun)
    fn -> Task.await(task) end
  end

  @doc "Waits until that many messages are in the mailbox of the server."
  def queued(server, n) do
    case Process.info(server, :message_queue_len) do
      {:message_queue_len, length} when length < n ->
        :erlang.yield()
        queued(server, n)

      _ ->
        :ok
    end
  end

  defp ended(reason) do
    cond do
      reason == :timeout -> :timeout
      closed?(reason) -> :closed
      true -> :exit
    end
  end

  defp closed?({reason, {GenServer, _, _}}), do: closed?(reason)
  defp closed?(reason), do: reason in [:noproc, :normal]
end
