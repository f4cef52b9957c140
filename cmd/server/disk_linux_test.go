package main

import (
	"context"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// sector is what a disk writes whole: a write that a power cut interrupts is
// torn between two of them.
const sector = 512

// A disk is a file system in memory of which a power cut leaves what was forced
// to it by fsync, and of the rest as much as chance will have it. A file's name
// is forced by the fsync of its folder, its content by its own.
type disk struct {
	gone chan struct{} // closed when nobody waits for this disk any more

	mu      sync.Mutex
	off     bool             // guarded by mu; no power
	names   map[string]*file // guarded by mu; by path, and the root is ""
	safe    map[string]*file // guarded by mu; the names that were forced
	pending []change         // guarded by mu; what was not forced yet, in its order
}

// A file is a file, or a folder. Guarded by the disk's mu.
type file struct {
	mode uint32
	live []byte // as the program sees it
	safe []byte // as it was forced
}

// A change is a write, a new size, or a new set of names in one folder.
type change struct {
	file   *file // of a write or a size
	at     int64
	data   []byte           // nil: at is the new size
	folder *file            // of names
	names  map[string]*file // nil: gone
}

func newDisk() *disk {
	root := map[string]*file{"": {mode: syscall.S_IFDIR | 0o700}}
	return &disk{gone: make(chan struct{}), names: root, safe: map[string]*file{"": root[""]}}
}

// cut takes the power away. From now on nothing returns, and so nobody can tell
// of it, until gone is closed. What is returned is the disk as it is when the
// power is back.
func (d *disk) cut(random *rand.Rand) *disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = true
	kept := 0
	some := func() bool { return false } // mode 0: nothing
	switch random.IntN(3) {
	case 1: // what came first
		kept = random.IntN(len(d.pending) + 1)
	case 2: // this and that
		some = func() bool { return random.IntN(2) == 0 }
	}
	// Names are kept in a journal: none without those before it.
	journal := true
	for i, c := range d.pending {
		keep := i < kept || some()
		if c.names != nil {
			journal = journal && keep
			keep = journal
		}
		if !keep {
			continue
		}
		if i >= kept && len(c.data) > sector && random.IntN(8) == 0 {
			c.data = c.data[:sector*(1+random.IntN((len(c.data)-1)/sector))] // torn
		}
		d.force(c)
	}
	back := &disk{gone: make(chan struct{}), names: map[string]*file{}, safe: map[string]*file{}}
	for name, f := range d.safe {
		survivor := &file{mode: f.mode, live: slices.Clone(f.safe), safe: slices.Clone(f.safe)}
		back.names[name], back.safe[name] = survivor, survivor
	}
	return back
}

// force makes a change safe. Callers hold mu.
func (d *disk) force(c change) {
	switch {
	case c.names != nil:
		for name, f := range c.names {
			if f == nil {
				delete(d.safe, name)
			} else {
				d.safe[name] = f
			}
		}
	case c.data == nil:
		c.file.safe = resized(c.file.safe, c.at)
	default:
		c.file.safe = written(c.file.safe, c.data, c.at)
	}
}

// sync is fsync, of a file or of a folder.
func (d *disk) sync(f *file) {
	d.pending = slices.DeleteFunc(d.pending, func(c change) bool {
		mine := c.file == f || c.folder == f
		if mine {
			d.force(c)
		}
		return mine
	})
}

// rename makes and takes away names in one folder. Callers hold mu.
func (d *disk) rename(folder *file, names map[string]*file) {
	for name, f := range names {
		if f == nil {
			delete(d.names, name)
		} else {
			d.names[name] = f
		}
	}
	d.pending = append(d.pending, change{folder: folder, names: names})
}

func written(content, data []byte, at int64) []byte {
	if end := at + int64(len(data)); end > int64(len(content)) {
		content = resized(content, end)
	}
	copy(content[at:], data)
	return content
}

func resized(content []byte, size int64) []byte {
	if size <= int64(len(content)) {
		return content[:size]
	}
	grown := slices.Grow(content, int(size)-len(content))[:size]
	clear(grown[len(content):])
	return grown
}

// dump copies the files, as whoever mounts the disk will find them, into a
// folder of a disk without faults.
func (d *disk) dump(t *testing.T) (folder string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	folder = t.TempDir()
	for name, f := range d.names {
		to := path.Join(folder, name)
		if f.mode&syscall.S_IFDIR != 0 {
			continue
		}
		if err := os.MkdirAll(path.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, f.live, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// mount shows a disk at a folder. Only other processes may look at it: one that
// waits for itself would wait for ever.
func (d *disk) mount(folder string) (unmount func() error, err error) {
	server, err := fs.Mount(folder, &node{disk: d, file: d.names[""]}, &fs.Options{MountOptions: fuse.MountOptions{
		Name: "powercut", FsName: "powercut", DirectMount: os.Getuid() == 0,
	}})
	if err != nil {
		return nil, err
	}
	return server.Unmount, nil
}

// node is a file as FUSE sees it. What it does not implement, no program on
// this disk may need.
type node struct {
	fs.Inode
	disk *disk
	file *file
}

var _ interface {
	fs.NodeLookuper
	fs.NodeCreater
	fs.NodeMkdirer
	fs.NodeUnlinker
	fs.NodeRmdirer
	fs.NodeRenamer
	fs.NodeReaddirer
	fs.NodeGetattrer
	fs.NodeSetattrer
	fs.NodeOpener
	fs.NodeReader
	fs.NodeWriter
	fs.NodeFsyncer
} = (*node)(nil)

// power locks the disk. Where there is none it waits for whoever asks to be dead.
func (n *node) power() syscall.Errno {
	n.disk.mu.Lock()
	if n.disk.off {
		n.disk.mu.Unlock()
		<-n.disk.gone
		return syscall.EIO
	}
	return 0
}

// at is the path of a name in this folder.
func (n *node) at(name string) string { return path.Join(n.Path(nil), name) }

func (n *node) attributes(to *fuse.Attr) {
	to.Mode, to.Size = n.file.mode, uint64(len(n.file.live))
	to.Uid, to.Gid = uint32(os.Getuid()), uint32(os.Getgid())
}

// child is the node of a file in this folder. Callers hold the lock.
func (n *node) child(ctx context.Context, f *file, out *fuse.EntryOut) *fs.Inode {
	child := &node{disk: n.disk, file: f}
	child.attributes(&out.Attr)
	return n.NewInode(ctx, child, fs.StableAttr{Mode: f.mode & syscall.S_IFMT})
}

func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	at, known := n.at(name), n.GetChild(name)
	if errno := n.power(); errno != 0 {
		return nil, errno
	}
	defer n.disk.mu.Unlock()
	f := n.disk.names[at]
	if f == nil {
		return nil, syscall.ENOENT
	}
	if known != nil && known.Operations().(*node).file == f {
		known.Operations().(*node).attributes(&out.Attr)
		return known, 0
	}
	return n.child(ctx, f, out), 0
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	inode, errno := n.add(ctx, name, syscall.S_IFREG|mode&0o777, out)
	return inode, nil, 0, errno
}

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	return n.add(ctx, name, syscall.S_IFDIR|mode&0o777, out)
}

func (n *node) add(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	at := n.at(name)
	if errno := n.power(); errno != 0 {
		return nil, errno
	}
	defer n.disk.mu.Unlock()
	f := &file{mode: mode}
	n.disk.rename(n.file, map[string]*file{at: f})
	return n.child(ctx, f, out), 0
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	at := n.at(name)
	if errno := n.power(); errno != 0 {
		return errno
	}
	defer n.disk.mu.Unlock()
	n.disk.rename(n.file, map[string]*file{at: nil})
	return 0
}

func (n *node) Rmdir(ctx context.Context, name string) syscall.Errno { return n.Unlink(ctx, name) }

// Rename is for files within one folder, as programs replace a file.
func (n *node) Rename(ctx context.Context, name string, to fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	from, at := n.at(name), n.at(newName)
	if to.EmbeddedInode() != n.EmbeddedInode() || flags != 0 {
		return syscall.ENOTSUP
	}
	if errno := n.power(); errno != 0 {
		return errno
	}
	defer n.disk.mu.Unlock()
	n.disk.rename(n.file, map[string]*file{from: nil, at: n.disk.names[from]})
	return 0
}

func (n *node) Readdir(ctx context.Context) (fs.DirStream, syscall.Errno) {
	folder := n.Path(nil)
	if errno := n.power(); errno != 0 {
		return nil, errno
	}
	defer n.disk.mu.Unlock()
	var list []fuse.DirEntry
	for name, f := range n.disk.names {
		if dir, base := path.Split(name); name != "" && strings.TrimSuffix(dir, "/") == folder {
			list = append(list, fuse.DirEntry{Name: base, Mode: f.mode})
		}
	}
	return fs.NewListDirStream(list), 0
}

func (n *node) Getattr(ctx context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	if errno := n.power(); errno != 0 {
		return errno
	}
	defer n.disk.mu.Unlock()
	n.attributes(&out.Attr)
	return 0
}

func (n *node) Setattr(ctx context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if errno := n.power(); errno != 0 {
		return errno
	}
	defer n.disk.mu.Unlock()
	if mode, ok := in.GetMode(); ok {
		n.file.mode = n.file.mode&syscall.S_IFMT | mode&0o777
	}
	if size, ok := in.GetSize(); ok {
		n.file.live = resized(n.file.live, int64(size))
		n.disk.pending = append(n.disk.pending, change{file: n.file, at: int64(size)})
	}
	n.attributes(&out.Attr)
	return 0
}

func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_KEEP_CACHE, 0
}

func (n *node) Read(ctx context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	if errno := n.power(); errno != 0 {
		return nil, errno
	}
	defer n.disk.mu.Unlock()
	read := 0
	if at < int64(len(n.file.live)) {
		read = copy(into, n.file.live[at:])
	}
	return fuse.ReadResultData(into[:read]), 0
}

func (n *node) Write(ctx context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	if errno := n.power(); errno != 0 {
		return 0, errno
	}
	defer n.disk.mu.Unlock()
	n.file.live = written(n.file.live, data, at)
	n.disk.pending = append(n.disk.pending, change{file: n.file, at: at, data: slices.Clone(data)})
	return uint32(len(data)), 0
}

func (n *node) Fsync(ctx context.Context, _ fs.FileHandle, flags uint32) syscall.Errno {
	if errno := n.power(); errno != 0 {
		return errno
	}
	defer n.disk.mu.Unlock()
	n.disk.sync(n.file)
	return 0
}
