-- sweepvalues.lua: removes values whose time is over.
--
-- KEYS  1 HASH of values, 2 ZSET of ends; see values.lua
-- ARGV  see time.lua; then for how many members of the latter at most
-- Returns 1 if there may be more, else 0
return sweepValues(KEYS[1], KEYS[2], now, tonumber(ARGV[2])) == tonumber(ARGV[2]) and 1 or 0
