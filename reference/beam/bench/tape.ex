defmodule Assay.Tape do
  @moduledoc """
  What the users of a workload do with keys, over and over again.

  The program that asks draws it and writes it to a file, so that both do the same. The
  file has, in numbers of 32 bits, little endian, for each user the length and
  then the accesses: twice the index of the key, and 1 more for a write.

  A tape is a persistent term: reading it copies nothing to the heap of a client, and
  the collector does not look at it.
  """

  @doc "Reads the tapes of all users; access makes what run sees of an index and whether it writes."
  def load(file, access) do
    tapes = file |> File.read!() |> split(access)
    :persistent_term.put(__MODULE__, List.to_tuple(tapes))
  end

  @doc "Drops the tapes."
  def drop, do: :persistent_term.erase(__MODULE__)

  @doc "Returns the tape of the user with an index."
  def of(index), do: elem(:persistent_term.get(__MODULE__), index)

  defp split(<<>>, _), do: []

  defp split(<<n::little-32, rest::binary>>, access) do
    <<items::binary-size(n)-unit(32), rest::binary>> = rest

    tape =
      for <<item::little-32 <- items>> do
        access.(div(item, 2), rem(item, 2) == 1)
      end

    [tape | split(rest, access)]
  end
end
