-- graves.lua: lists dead letters of a queue, oldest first. Changes nothing.
--
-- KEYS, ARGV  see queue.lua; then instant of death and ticket (6) behind which to begin ('' = with the first), most
-- Returns {time, [id, dead letter]..., at most as many as asked for}; those whose time is over are not among them
local Q, from, ticket, most = GROUPS[1], take(), take(), tonumber(take())
local found, offset = {}, 0
local min = from == '' and '-inf' or from
local behind = from == '' and -1 or unbin('>I6', ticket)
while #found < 2 * most do
  local members = call('ZRANGEBYSCORE', Q.q, min, '+inf', 'WITHSCORES', 'LIMIT', offset, 200)
  for i = 1, #members, 2 do
    local id = sub(members[i], 7)
    if #found < 2 * most and (members[i + 1] ~= from or unbin('>I6', members[i]) > behind) then
      local letter = call('HGET', Q.b, id)
      if isLetter(letter) and endOfDead(letter) > now then
        add(found, id, letter)
      end
    end
  end
  if #members < 400 or offset > 20000 then
    break
  end
  offset = offset + 200
end
return { now, found }
