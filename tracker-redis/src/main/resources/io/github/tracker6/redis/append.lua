-- Appends an entry where the log has, or had and trimmed, an entry that the node knows. KEYS: log, head. ARGV: the entry, the
-- position that the node knows.
local function born_by(position)
  local born = redis.call('HGET', KEYS[2], 'born')
  if not born then
    return false
  end
  local a, b = string.match(born, '(%d+)-(%d+)')
  local c, d = string.match(position, '(%d+)-(%d+)')
  a, b, c, d = tonumber(a), tonumber(b), tonumber(c), tonumber(d)
  return a < c or (a == c and b <= d)
end

local held = ARGV[2] == '0-0' or #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 1
-- What was trimmed lies between the birth of the log and its first entry; what was lost lies behind an entry.
local trimmed = not held and #redis.call('XRANGE', KEYS[1], '-', ARGV[2], 'COUNT', 1) == 0 and born_by(ARGV[2])
if held or trimmed then
  return redis.call('XADD', KEYS[1], 'NOMKSTREAM', '*', 'b', ARGV[1])
end
return false
