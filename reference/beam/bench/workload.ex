defmodule Assay.Workload do
  @moduledoc """
  What clients of a pattern do, as package bench has them do it in Go.

  An instance is an object under test and its users. A process of its own opens
  the object and closes it; each user belongs to a client, which is a process, too.
  """

  @type axes :: %{String.t() => String.t()}
  @type object :: term
  @type user :: term
  @type metric :: {unit :: String.t(), number}

  @doc "Makes an object under test, filled as the axes say, for the implementation of that name."
  @callback open(axes, impl :: String.t()) :: object

  @doc "Returns the user with an index, from 0. It runs in the client."
  @callback user(object, non_neg_integer) :: user

  @doc "Does n operations, one after the other, and goes on where it left off."
  @callback run(n :: pos_integer, user) :: user

  @doc "Waits until what the operations have left to others is done. It is timed."
  @callback drain(user) :: user

  @doc "Says whether operations use something up, so that they have to be renewed."
  @callback renews?(axes) :: boolean

  @doc "Makes what operations use up, and returns for how many of them. It is not timed."
  @callback renew(user) :: {pos_integer, user}

  @doc "Returns what is known when all operations have returned. It runs before close."
  @callback report(object, [user]) :: [metric]

  @doc "Releases the object. An error says that an operation did not do what it had to."
  @callback close(object, [user]) :: :ok | {:error, String.t()}

  @optional_callbacks drain: 1, renews?: 1, renew: 1, report: 2

  @doc "Returns the value of an axis that is a number."
  @spec number(axes, String.t()) :: non_neg_integer
  def number(axes, key), do: String.to_integer(Map.fetch!(axes, key))

  @doc "Returns the value of an axis that is a time, in microseconds."
  @spec microseconds(axes, String.t()) :: non_neg_integer
  def microseconds(axes, key) do
    case Integer.parse(Map.fetch!(axes, key)) do
      {n, "us"} -> n
      {n, "ms"} -> n * 1000
      {n, "s"} -> n * 1_000_000
    end
  end

  @doc "Returns the ith key of type string."
  @spec session(non_neg_integer) :: String.t()
  def session(i), do: "session-" <> Integer.to_string(10_000_000 + i)

  @doc "Returns :ok if a count of what went wrong is 0."
  @spec verdict(integer, String.t()) :: :ok | {:error, String.t()}
  def verdict(0, _), do: :ok
  def verdict(n, what), do: {:error, "#{n} #{what}"}
end
