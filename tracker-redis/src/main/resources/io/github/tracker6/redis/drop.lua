-- Forgets the manifest of a snapshot. KEYS: head. ARGV: its id.
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'id', 'position', 'chunks', 'bytes', 'taken')
end
return 1
