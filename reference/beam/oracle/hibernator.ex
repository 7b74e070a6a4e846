defmodule Oracle.Hibernator do
  @moduledoc "The server of `Oracle.State`, which hibernates when it is asked to."
  import Oracle.Call
  @behaviour Oracle

  @impl Oracle
  defdelegate new, to: Oracle.State

  @impl Oracle
  def play("hibernate", [], server), do: {call(server, :hibernate), server}
  defdelegate play(verb, arguments, server), to: Oracle.State
end
