package io.slotwise.protocol;

/** The first word of an error, which clients read to tell errors apart. */
public enum ErrorCode {
  ERR,
  WRONGTYPE,
  NOAUTH,
  WRONGPASS,
  DENIED,
  NOPERM,
  NOPROTO,
  MOVED,
  ASK,
  CROSSSLOT,
  CLUSTERDOWN,
  TRYAGAIN,
  LOADING,
  BUSY,
  NOSCRIPT,
  NOTBUSY,
  UNKILLABLE,
  EXECABORT,
  READONLY,
  OOM,
  MISCONF,
  NOREPLICAS,
  BUSYKEY,
  BUSYGROUP,
  NOGROUP,
  UNBLOCKED,
  MASTERDOWN,
  IOERR,
  INPROG
}
