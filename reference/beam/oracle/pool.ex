defmodule Oracle.Pool do
  @moduledoc """
  A Task.Supervisor with a bound. Its tasks end when they are told to, with their number or by
  raising.
  """
  import Oracle.Call
  @behaviour Oracle

  @impl Oracle
  def new, do: start(2)

  @impl Oracle
  def play("new", [workers], _), do: {:ok, start(workers)}
  def play("submit", [], s), do: submit(s, map_size(s.tasks))
  def play("finish", [n, how], s), do: {finish(s.tasks[n], how), s}
  def play("get", [n], s), do: {get(s.tasks[n]), s}
  def play("abort", [], s), do: {stop(s.supervisor), s}

  def play("shutdown", [], s) do
    for {_, task} <- s.tasks, do: finish(task, 0)
    {stop(s.supervisor), s}
  end

  defp start(workers) do
    {:ok, supervisor} = Task.Supervisor.start_link(max_children: workers)
    %{supervisor: supervisor, tasks: %{}}
  end

  defp submit(s, n) do
    task = Task.Supervisor.async_nolink(s.supervisor, fn -> work(n) end)
    {n, put_in(s.tasks[n], task)}
  rescue
    RuntimeError -> {:full, s}
  catch
    :exit, _ -> {:closed, s}
  end

  defp work(n) do
    receive do
      {:finish, 0} -> n
      {:finish, 1} -> raise "planned"
    end
  end

  defp finish(nil, _), do: :none

  defp finish(task, how) do
    if Process.alive?(task.pid) do
      send(task.pid, {:finish, how})
      ref = Process.monitor(task.pid)
      receive(do: ({:DOWN, ^ref, _, _, _} -> :ok))
    else
      :none
    end
  end

  defp get(nil), do: :none

  defp get(task) do
    case Task.yield(task, 0) do
      {:ok, n} -> n
      {:exit, :shutdown} -> :stopped
      {:exit, _} -> :panic
      nil -> :timeout
    end
  end
end
