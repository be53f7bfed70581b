-- values.lua: how values are kept and written, alone or together with a transition. Put before queue.lua.
--
-- All values of a namespace are fields of one hash, because to write many fields costs Redis a fraction of what it takes
-- to write as many keys that end some time. A field is length of the rest (2), kind (m: what belongs to a message; v:
-- anything else), name. An entry has two parts, each with an end of its own, since status and result of a message are
-- written together: end of a (6), end of b (6), length of a (3), a, b. A part whose end has come is not there, and a
-- value that is not a status is a part b.
-- A sorted set says by instant which fields to look at: members are fields in a row. Every call that writes values
-- removes some whose time is over, and so do sweeps.
local FOREVER = 281474976710655
local ABSENT, PRESENT = 65, 80 -- conditions: A, P; anything else is always, and 0 that there is nothing to write

-- When the parts of an entry end, and how long the first one is; bytes that are no entry have no parts.
local function partsOf(entry)
  if entry and #entry >= 15 then
    local a, b, size = struct.unpack('>I6I6I3', entry)
    if 15 + size <= #entry then
      return a, b, size
    end
  end
  return 0, 0, 0
end

-- The bytes of a part that is there, else false.
local function cut(entry, isA, now)
  local a, b, size = partsOf(entry)
  if isA then
    return a > now and string.sub(entry, 16, 15 + size)
  end
  return b > now and string.sub(entry, 16 + size)
end

-- An entry of these parts; nil if neither is there.
local function join(a, bytesA, b, bytesB)
  if not bytesA and not bytesB then
    return nil
  end
  return struct.pack('>I6I6I3', bytesA and a or 0, bytesB and b or 0, bytesA and #bytesA or 0)
    .. (bytesA or '') .. (bytesB or '')
end

-- An entry without one of its parts, and without what is over; nil if nothing is left.
local function without(entry, isA, now)
  local a, b = partsOf(entry)
  return join(a, not isA and cut(entry, true, now), b, isA and cut(entry, false, now))
end

-- What is to be done with an entry: for each part condition (1) and time to live (6; all ones = what is left, or for
-- ever).
local PLANS = {}
local function planOf(head, now)
  local plan = PLANS[head]
  if not plan then
    local a, ttlA, b, ttlB = struct.unpack('>BI6BI6', head)
    plan = { a = a > 0 and a, b = b > 0 and b }
    plan.tillA = ttlA < FOREVER and math.min(now + ttlA, FOREVER)
    plan.tillB = ttlB < FOREVER and math.min(now + ttlB, FOREVER)
    if a ~= PRESENT and b ~= PRESENT then
      plan.fresh =
        struct.pack('>I6I6', a > 0 and (plan.tillA or FOREVER) or 0, b > 0 and (plan.tillB or FOREVER) or 0)
    end
    if a == PRESENT and not plan.tillA and b > 0 and b ~= PRESENT and b ~= ABSENT and plan.tillB then
      plan.usual = struct.pack('>I6', plan.tillB)
    end
    plan.always = a ~= ABSENT and b ~= ABSENT and plan.fresh
    PLANS[head] = plan
  end
  return plan
end

local function isMet(condition, there)
  return condition and ((condition ~= PRESENT and condition ~= ABSENT) or (condition == PRESENT) == there)
end

-- The entry after a plan is carried out (nil if nothing changes), and which parts are written. A piece is the length
-- of a (3), a, b.
local function compose(old, plan, piece, now)
  if not old and plan.fresh then
    return plan.fresh .. piece, plan.a, plan.b
  end
  local a, b = partsOf(old)
  if plan.usual and a > now then -- a message is done: its status stays as long as it would, beside the result
    return string.sub(old, 1, 6) .. plan.usual .. piece, true, true
  end
  local writesA, writesB = isMet(plan.a, a > now), isMet(plan.b, b > now)
  if not writesA and not writesB then
    return nil, false, false
  end
  local size = struct.unpack('>I3', piece)
  local bytesA, bytesB = cut(old, true, now), cut(old, false, now)
  if writesA then
    a = plan.tillA or (bytesA and a) or FOREVER
    bytesA = string.sub(piece, 4, 3 + size)
  end
  if writesB then
    b = plan.tillB or (bytesB and b) or FOREVER
    bytesB = string.sub(piece, 4 + size)
  end
  return join(a, bytesA, b, bytesB), writesA, writesB
end

-- Looks at the fields of some members whose instant has come, and removes what is over. Returns how many members.
local function sweepValues(values, ends, now, most)
  local over = redis.call('ZRANGEBYSCORE', ends, '-inf', now, 'LIMIT', 0, most)
  for i = 1, #over do
    local member, fields, at = over[i], {}, 1
    while at + 1 < #member do
      local size = struct.unpack('>I2', member, at)
      fields[#fields + 1] = string.sub(member, at, at + 1 + size)
      at = at + 2 + size
    end
    redis.call('ZREM', ends, member)
    local entries = #fields > 0 and redis.call('HMGET', values, unpack(fields)) or {}
    for j = 1, #fields do
      local a, b = partsOf(entries[j])
      if entries[j] and a <= now and b <= now then
        redis.call('HDEL', values, fields[j])
      elseif (a > 0 and a <= now) or (b > 0 and b <= now) then
        redis.call('HSET', values, fields[j], without(entries[j], a <= now, now))
      end
      if (a > now and a < FOREVER) or (b > now and b < FOREVER) then
        local last = math.max(a < FOREVER and a or 0, b < FOREVER and b or 0)
        redis.call('ZADD', ends, last, fields[j])
      end
    end
  end
  return #over
end

-- Says when to look at the fields of a plan. A field that is written with two ends is looked at twice.
local function lookAt(ends, plan, list, from, to)
  for part = 1, plan.tillA == plan.tillB and 1 or 2 do
    local till = part == 1 and plan.tillA or part == 2 and plan.tillB
    if till and till < FOREVER then
      for i = from, to, 250 do
        redis.call('ZADD', ends, till, table.concat(list, '', i, math.min(to, i + 249)))
      end
    end
  end
end

-- The usual cases of writeValues, all elements alike: new entries, or messages that are done and have a status. Returns
-- whether it was one; if not, nothing has happened.
local function writeUsual(values, ends, list, f, p, plan, n, now)
  local sub, unbin, always, usual = string.sub, struct.unpack, plan.always, plan.usual
  local olds, entries = redis.call('HMGET', values, unpack(list, f + 1, f + n)), {}
  for i = 1, n do
    local old = olds[i]
    entries[2 * i - 1] = list[f + i]
    if usual and old and #old >= 15 and unbin('>I6', old) > now then
      entries[2 * i] = sub(old, 1, 6) .. usual .. list[p + i]
    elseif always and not old then
      entries[2 * i] = always .. list[p + i]
    else
      return false
    end
  end
  redis.call('HSET', values, unpack(entries))
  lookAt(ends, plan, list, f + 1, f + n)
  sweepValues(values, ends, now, 2)
  return true
end

-- Carries out many plans: the fields are list[f + 1], list[f + 2]..., the pieces list[p + 1]... Returns for each what was
-- written: 1 = a, 2 = b, 3 = both.
local function writeValues(values, ends, now, list, f, p, plans, n)
  local written, latest, used = {}, {}, {}
  for from = 1, n, 1000 do
    local to = math.min(n, from + 999)
    local olds = redis.call('HMGET', values, unpack(list, f + from, f + to))
    local entries, k = {}, 0
    for i = from, to do
      local field, plan = list[f + i], plans[i]
      local old = latest[field]
      if old == nil then
        old = olds[i - from + 1]
      end
      local entry, a, b = compose(old, plan, list[p + i], now)
      written[i] = (a and 1 or 0) + (b and 2 or 0)
      if entry then
        latest[field] = entry
        entries[k + 1], entries[k + 2] = field, entry
        k = k + 2
        local fields = plan.fields
        if not fields then
          fields = {}
          plan.fields, used[#used + 1] = fields, plan
        end
        fields[#fields + 1] = field
      end
    end
    if k > 0 then
      redis.call('HSET', values, unpack(entries))
    end
  end
  for i = 1, #used do
    local plan = used[i]
    lookAt(ends, plan, plan.fields, 1, #plan.fields)
    plan.fields = nil
  end
  sweepValues(values, ends, now, #used + 1)
  return written
end

-- Writes what readWrites has read.
local function writeAll(values, ends, now, list, f, p, plans, n)
  if n == 0 then
    return
  end
  local alike = n <= 1000
  for i = 2, n do
    alike = alike and plans[i] == plans[1]
  end
  if not (alike and writeUsual(values, ends, list, f, p, plans[1], n, now)) then
    writeValues(values, ends, now, list, f, p, plans, n)
  end
end

-- Reads many writes in their shortest form: count, and unless that is 0: count of heads, heads (see planOf), for each
-- write the number of its settlement (2) and of its head (1), fields, pieces. Those whose settlement is not wanted are
-- left out. Returns list, f, p, plans and count for writeValues, and where it ended.
local function readWrites(at, now, isWanted)
  local n = tonumber(ARGV[at])
  if n == 0 then
    return ARGV, 0, 0, {}, 0, at
  end
  local heads = at + 1
  local which = ARGV[heads + tonumber(ARGV[heads]) + 1]
  local f = heads + tonumber(ARGV[heads]) + 1
  local plans = {}
  if not isWanted then
    for i = 1, n do
      plans[i] = planOf(ARGV[heads + string.byte(which, 3 * i)], now)
    end
    return ARGV, f, f + n, plans, n, f + 2 * n
  end
  local fields, pieces, k = {}, {}, 0
  for i = 1, n do
    local settlement, head = struct.unpack('>I2B', which, 3 * i - 2)
    if isWanted(settlement) then
      k = k + 1
      plans[k] = planOf(ARGV[heads + head], now)
      fields[k], pieces[k] = ARGV[f + i], ARGV[f + n + i]
    end
  end
  for i = 1, k do
    fields[k + i] = pieces[i]
  end
  return fields, 0, k, plans, k, f + 2 * n
end
