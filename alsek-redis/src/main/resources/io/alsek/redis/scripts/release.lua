-- release.lua: gives a hold up.
--
-- KEYS  see holds.lua
-- ARGV  see time.lua; then owner
-- Returns whether the owner held it
redis.call('HDEL', KEYS[1], 'o' .. ARGV[2])
return holds[ARGV[2]] and 1 or 0
