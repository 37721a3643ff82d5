-- Puts a manifest. KEYS: log, head, lease, chunks. ARGV: the node, then the manifest: id, position, chunks, bytes, taken.
if redis.call('HGET', KEYS[2], 'id') == ARGV[2] then
  return 1
end
if redis.call('GET', KEYS[3]) ~= ARGV[1] or redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local held = ARGV[3] == '0-0' or #redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3]) == 1
if not held or each_chunk(KEYS[4], ARGV[2], 'EXISTS') < tonumber(ARGV[4]) then
  return 0
end
install(KEYS[2], KEYS[4], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
return 1
