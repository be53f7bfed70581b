-- lend.lua: writes leases.
--
-- Redis keeps small hashes and sorted sets as lists that it searches from end to end; with a hundred leases at once
-- that costs more than all the rest. An entry too long for such a list, there for a moment, makes them tables. It is no
-- id: those that begin with this byte are shorter.
local MANY, LONG = 16, '\254' .. string.rep('-', 65)
local function lend(leasesKey, endsKey, leases, ends)
  local n = #leases
  local many = n >= 2 * MANY
  if many then
    leases[n + 1], leases[n + 2] = LONG, ''
    ends[n + 1], ends[n + 2] = '281474976710655', LONG
  end
  for i = 1, #leases, 4000 do
    redis.call('HSET', leasesKey, unpack(leases, i, math.min(#leases, i + 3999)))
    redis.call('ZADD', endsKey, unpack(ends, i, math.min(#ends, i + 3999)))
  end
  if many then
    redis.call('HDEL', leasesKey, LONG)
    redis.call('ZREM', endsKey, LONG)
  end
end
