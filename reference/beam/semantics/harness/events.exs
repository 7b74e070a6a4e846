defmodule Events do
  @moduledoc """
  A stand-in for the telemetry package, which Debian does not have: `attach/4`, `detach/1` and
  `execute/3` as its documentation describes them, over an ETS table of the process that calls
  `open`. Where the package itself can be loaded, `bus/0` names that instead.
  """

  @table __MODULE__
  @failure [:telemetry, :handler, :failure]

  @doc "Returns the module to use."
  def bus do
    if Code.ensure_loaded?(:telemetry), do: :telemetry, else: __MODULE__
  end

  @doc "Makes the bus ready, with no handlers, for as long as the calling process lives."
  def open do
    bus = bus()

    if bus == __MODULE__ do
      :ets.new(@table, [:named_table, :public, :duplicate_bag, read_concurrency: true])
    else
      {:ok, _} = Application.ensure_all_started(bus)
      for handler <- bus.list_handlers([]), do: bus.detach(handler.id)
    end

    bus
  end

  @doc "Makes the function a handler of the event, unless there is one of that id."
  def attach(id, event, fun, config) do
    if :ets.match_object(@table, {:_, id, :_, :_}) == [] do
      :ets.insert(@table, {event, id, fun, config})
      :ok
    else
      {:error, :already_exists}
    end
  end

  @doc "Removes the handler."
  def detach(id) do
    case :ets.match_object(@table, {:_, id, :_, :_}) do
      [] -> {:error, :not_found}
      _ -> :ets.match_delete(@table, {:_, id, :_, :_}) && :ok
    end
  end

  @doc "Calls the handlers of the event, in this process, and detaches those that fail."
  def execute(event, measurements, metadata) do
    for {_, id, fun, config} <- :ets.lookup(@table, event) do
      try do
        fun.(event, measurements, metadata, config)
      catch
        kind, reason ->
          detach(id)
          about = %{handler_id: id, event_name: event, kind: kind, reason: reason}
          execute(@failure, %{system_time: System.system_time()}, about)
      end
    end

    :ok
  end
end
