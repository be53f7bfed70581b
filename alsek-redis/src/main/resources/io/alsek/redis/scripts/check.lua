-- check.lua: finds out whether the user may run whatever scripts run, since a permission that is missing would else
-- stop one halfway. Run before everything else that is done with a server.
--
-- KEYS  1 a key that nobody else has; it is gone afterwards
-- ARGV  1 a channel that nobody listens to
-- Returns nothing; fails with NOPERM and the command
local key, channel = KEYS[1], ARGV[1]
local commands = {
  { 'TIME' }, { 'PUBLISH', channel, '' }, { 'UNLINK', key }, { 'DEL', key }, { 'EXISTS', key },
  { 'PEXPIREAT', key, '1' }, { 'HGET', key, '' }, { 'HMGET', key, '' }, { 'HGETALL', key }, { 'HKEYS', key },
  { 'HLEN', key }, { 'HEXISTS', key, '' }, { 'HSCAN', key, '0' }, { 'HDEL', key, '' }, { 'PTTL', key },
  { 'ZADD', key, 'XX', '0', '' }, { 'ZREM', key, '' }, { 'ZCARD', key }, { 'ZRANGE', key, '0', '0' },
  { 'ZRANGEBYSCORE', key, '0', '0' }, { 'ZRANGEBYLEX', key, '-', '+' }, { 'ZLEXCOUNT', key, '-', '+' },
  { 'ZSCORE', key, '' }, { 'ZCOUNT', key, '0', '0' }, { 'LLEN', key }, { 'LINDEX', key, '0' },
  { 'LRANGE', key, '0', '0' }, { 'LTRIM', key, '0', '0' }, { 'GET', key }, { 'SET', key, '', 'XX' },
  { 'UNLINK', key },
  { 'HSET', key, 'f', '1' }, { 'HINCRBY', key, 'f', '1' }, { 'UNLINK', key }, { 'RPUSH', key, '' },
  { 'UNLINK', key }
}
for _, command in ipairs(commands) do
  local answer = redis.pcall(unpack(command))
  local problem = type(answer) == 'table' and answer.err or ''
  if string.find(problem, 'NOPERM', 1, true) or string.find(problem, "executing the script can't", 1, true)
    or string.find(problem, 'ACL failure', 1, true) then
    redis.pcall('UNLINK', key)
    return redis.error_reply('NOPERM the user may not run ' .. command[1])
  end
end
return false
